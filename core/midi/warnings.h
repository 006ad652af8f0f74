// SPDX-License-Identifier: GPL-3.0-or-later
// What was repaired while reading, gathered so that a file full of faults costs no more than a good
// one.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace contrafact::midi {

/// Repairs that can happen many times in a track; told once a track, with their number.
enum class Issue {
    noStatus,
    badData,
    loudNote,
    longNumber,
    longTime,
    lateTick,
    unknownStatus,
    cutEvent,
    cutBlock,
    noEnd,
    badTempo,
    badMeter,
    badKey,
    strayOff,
    hungNote,
    count
};

class IssueCounts {
public:
    void add(Issue issue) { ++m_counts[static_cast<std::size_t>(issue)]; }
    std::size_t operator[](Issue issue) const { return m_counts[static_cast<std::size_t>(issue)]; }

private:
    std::array<std::size_t, static_cast<std::size_t>(Issue::count)> m_counts{};
};

class Warnings {
public:
    static constexpr std::size_t kMost = 100;

    void add(std::string sentence);
    /// @param track counted from 1, as people do
    void add(int track, const IssueCounts& issues);
    /// All sentences; the last says how many more there were.
    std::vector<std::string> take();

private:
    std::vector<std::string> m_sentences;
    std::size_t m_more = 0;
};

} // namespace contrafact::midi
