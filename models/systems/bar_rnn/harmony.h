// SPDX-License-Identifier: GPL-3.0-or-later
// What a band agrees on before it plays: chord progressions in the manner of songs.
#pragma once

#include "core/encoding/bar_grid.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace contrafact::models::bar_rnn {

/// What a class of encoding::chordOf that is a chord stands for.
struct Triad {
    int root;  ///< 0 to 11
    int third; ///< semitones above it: 3 or 4
};
constexpr Triad triadOf(int chord) {
    return {(chord - 1) / 2, (chord - 1) % 2 == 1 ? 3 : 4};
}

/// The chords of songs, one a bar, each song moved to the tonic C; major and minor songs apart.
class Harmony {
public:
    /// Chords as bytes: classes of encoding::chordOf, kSongEnd after each song.
    using Chords = std::vector<std::uint8_t>;
    static constexpr std::uint8_t kSongEnd = 255;

    Harmony() = default;
    Harmony(Chords major, Chords minor)
        : m_chords{std::move(major), std::move(minor)} {}

    /// `key`: 2 * tonic + minor; -1, a song without a key, is passed over.
    void add(std::span<const encoding::NoteBar> bars, int key);

    bool empty() const { return m_chords[0].empty() && m_chords[1].empty(); }
    const Chords& songs(bool minor) const { return m_chords[minor ? 1 : 0]; }

    /// A chord for each bar of a piece: phrases of eight bars in the order AABA CCBA, each drawn
    /// bar by bar as the songs go on after the chords before, and, if it `ends`, the tonic at last.
    /// Nothing where there is no key or no song of its mode is known.
    std::vector<int> draw(int bars, int key, bool ends, std::uint64_t seed) const;

    /// A chord for each of `bars` that follow `before` (classes, 0 where a bar has none), drawn in
    /// the same way. A phrase that began before goes on, and its second half answers what was
    /// heard as often as in songs. Nothing as above.
    std::vector<int> goOn(std::span<const int> before, int bars, int key, std::uint64_t seed) const;

private:
    std::array<Chords, 2> m_chords;
};

} // namespace contrafact::models::bar_rnn
