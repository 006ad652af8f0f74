// SPDX-License-Identifier: GPL-3.0-or-later
// Small pieces of music for tests.
#pragma once

#include "core/score/score.h"

#include <array>
#include <utility>
#include <vector>

namespace contrafact::test {

/// Times in ticks.
inline score::Note note(int onset, int length, int pitch, int velocity = 100) {
    score::Note out;
    out.onset = score::Tick(onset);
    out.length = score::Tick(length);
    out.pitch = score::Pitch(static_cast<std::int16_t>(pitch));
    out.velocity = static_cast<std::uint8_t>(velocity);
    return out;
}

inline score::TrackInfo instrument(int program, int channel = 0) {
    score::TrackInfo info;
    info.program = program;
    info.channel = channel;
    return info;
}

inline score::Score scoreOf(const score::TrackInfo& info, std::vector<score::Note> notes) {
    score::Score score;
    for (auto& each : notes) each.id = score.newNoteId();
    score.addTrack(score::Track(info, std::move(notes)));
    return score;
}

/// A major scale in eighths up and round again, on one track.
inline score::Score scale(int tonic, int count, int program = 0) {
    static constexpr std::array kDegrees{0, 2, 4, 5, 7, 9, 11};
    std::vector<score::Note> notes;
    for (int i = 0; i < count; ++i)
        notes.push_back(note(i * score::kDefaultPpq / 2, score::kDefaultPpq / 2,
                             tonic + kDegrees[static_cast<std::size_t>(i) % kDegrees.size()]));
    return scoreOf(instrument(program), std::move(notes));
}

} // namespace contrafact::test
