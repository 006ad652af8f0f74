// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the longest stretch of a melody that stands, in any key and at any tempo, in a set of
// melodies.
#pragma once

#include "core/encoding/segment.h"

#include <cstdint>
#include <span>
#include <vector>

namespace contrafact::metrics {

/// A melody as its moves to another pitch.
struct Melody {
    /// One number a move, never negative: the pitch interval, and the distances of onsets from the
    /// first note of the old pitch to the new one, each as a ratio to the distance before it,
    /// rounded to ratios that people write. Equal melodies have equal moves in any key, at any
    /// tempo and in longer or shorter note values, played or quantised; a repeated note alone,
    /// which any two songs share, makes none.
    std::vector<std::int64_t> moves;
    std::vector<std::int32_t> notes; ///< per move: how often the old pitch was struck
};

/// The top line of a family of a song at kMelodyStepsPerBeat: of the notes that begin together, or
/// nearly so, the highest.
inline constexpr int kMelodyStepsPerBeat = 24;
Melody topLine(const encoding::GridSong& song, int family);

/// A suffix array over all melodies: memory is 12 bytes a move, building O(n log n), a query of m
/// moves O(m log n) comparisons of melodies.
class RunIndex {
public:
    /// Melodies are added one by one, each under a number of the caller's.
    void add(const Melody& melody, int owner);
    /// Sorts; after that nothing can be added.
    void finish();

    struct Match {
        std::size_t begin = 0; ///< first move of the longest common run in the query
        std::size_t moves = 0; ///< its length
        int owner = -1;        ///< whose melody; -1 when there is none
    };
    Match longest(std::span<const std::int64_t> query) const;

private:
    struct Range {
        std::size_t begin = 0;
        std::size_t end = 0;
        bool empty() const { return begin >= end; }
    };
    Range find(std::span<const std::int64_t> pattern) const;
    Range narrow(Range range, std::size_t offset, std::int64_t move) const;
    int ownerOf(std::size_t position) const;

    struct Place {
        std::size_t begin = 0;
        int owner = 0;
    };
    std::vector<std::int64_t> m_text; ///< all moves, a different negative number after each melody
    std::vector<Place> m_places;
    std::vector<std::int32_t> m_suffixes;
};

} // namespace contrafact::metrics
