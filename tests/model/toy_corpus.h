// SPDX-License-Identifier: GPL-3.0-or-later
// Small songs made by rule, so that the tests of networks need no files.
#pragma once

#include "core/corpus/corpus.h"
#include "core/encoding/grid.h"

#include <memory>
#include <random>

namespace contrafact::tests {

/// A song of `bars` bars: chords, strummed guitar, a bass that follows, strings every other bar,
/// and drums; all of it drawn from the seed.
inline corpus::Song toySong(unsigned seed, int bars, bool validation) {
    std::mt19937 random(seed);
    corpus::Song song;
    song.name = "song " + std::to_string(seed);
    song.path = song.name + ".mid";
    song.hash = song.name;
    song.validation = validation;
    encoding::GridSong grid;
    const auto add = [&](encoding::Family family, int step, int length, int pitch) {
        auto& notes = grid.notes[static_cast<std::size_t>(family)];
        notes.push_back({step, static_cast<std::int16_t>(length), static_cast<std::uint8_t>(pitch),
                         std::uint8_t{90}});
        ++song.noteCount;
    };
    constexpr int kScale[] = {0, 2, 4, 5, 7, 9};
    for (int bar = 0; bar < bars; ++bar) {
        const int root = kScale[random() % 6];
        const int at = bar * 8;
        for (const int third : {0, 4, 7}) add(encoding::Family::Piano, at, 4, 60 + root + third);
        for (int beat = 0; beat < 8; beat += 2) {
            add(encoding::Family::Guitar, at + beat, 2, 52 + root);
            add(encoding::Family::Bass, at + beat, 2, 36 + root);
            add(encoding::Family::Drums, at + beat, 1, beat % 4 ? 38 : 36);
        }
        for (int step = 0; step < 8; ++step) add(encoding::Family::Drums, at + step, 1, 42);
        if (bar % 2 == 0) add(encoding::Family::Strings, at, 8, 72 + root);
    }
    song.score = encoding::toScore(grid);
    song.seconds = bars * 2.0;
    return song;
}

inline std::shared_ptr<const corpus::Corpus> toyCorpus(int songs = 5, int bars = 12) {
    auto made = std::make_shared<corpus::Corpus>();
    made->name = "toy";
    made->hash = "toy-" + std::to_string(songs) + "-" + std::to_string(bars);
    for (int i = 0; i < songs; ++i)
        made->songs.push_back(toySong(static_cast<unsigned>(i + 1), bars, i == songs - 1));
    return made;
}

} // namespace contrafact::tests
