// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the longest stretch of a melody that stands, in any transposition, in a set of melodies.
#pragma once

#include "core/roll/segment.h"

#include <cstdint>
#include <span>
#include <vector>

namespace contrafact::metrics {

/// A melody as its moves from note to note: pitch interval and distance in steps in one number,
/// never negative. One move fewer than notes.
using Moves = std::vector<std::int32_t>;

/// The top line of a family: of the notes that begin together the highest.
Moves topLine(const roll::GridSong& song, int family);

/// A suffix array over all melodies: memory is 8 bytes a note, building O(n log n), a query of m
/// moves O(m log n) comparisons of melodies.
class RunIndex {
public:
    /// Melodies are added one by one, each under a number of the caller's.
    void add(const Moves& melody, int owner);
    /// Sorts; after that nothing can be added.
    void finish();

    struct Match {
        int moves = 0;  ///< length of the longest common run
        int owner = -1; ///< whose melody; -1 when there is none
    };
    Match longest(std::span<const std::int32_t> query) const;

private:
    struct Range {
        std::size_t begin = 0;
        std::size_t end = 0;
        bool empty() const { return begin >= end; }
    };
    Range find(std::span<const std::int32_t> pattern) const;
    Range narrow(Range range, std::size_t offset, std::int32_t move) const;
    int ownerOf(std::size_t position) const;

    struct Melody {
        std::size_t begin = 0;
        int owner = 0;
    };
    std::vector<std::int32_t> m_text; ///< all melodies, a different negative number after each
    std::vector<Melody> m_melodies;
    std::vector<std::int32_t> m_suffixes;
};

} // namespace contrafact::metrics
