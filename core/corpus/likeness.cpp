// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/likeness.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace contrafact::corpus {

namespace {

constexpr std::size_t kRun = 6;          ///< changes of pitch in a run
constexpr std::size_t kFewest = 8;       ///< different runs of a song that can be compared by share
constexpr std::size_t kMostOfAKind = 64; ///< songs that are tried for a run that many have

struct Top {
    score::Tick onset;
    std::int32_t pitch = 0;
};

/// The highest of the notes that begin together, of pitched tracks where there are any.
std::vector<Top> topLine(const score::Score& score) {
    std::vector<Top> notes;
    for (const bool drums : {false, true}) {
        for (int i = 0; i < score.trackCount(); ++i)
            if (score.track(i).info.isDrums() == drums)
                for (const auto& note : score.track(i).notes())
                    notes.push_back({note.onset, note.pitch.value});
        if (!notes.empty()) break;
    }
    std::ranges::sort(notes, {},
                      [](const Top& each) { return std::pair(each.onset.value, -each.pitch); });
    const auto twice =
        std::ranges::unique(notes, {}, [](const Top& each) { return each.onset.value; });
    notes.erase(twice.begin(), twice.end());
    return notes;
}

std::uint64_t mixed(std::uint64_t value) {
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
    value = (value ^ value >> 27) * 0x94D049BB133111EB;
    return value ^ value >> 31;
}

/// A change of pitch, and the time it takes over the time that the one before took, in steps of
/// half an octave of ratios: 1, 2 and 3/2 are apart, what rounding to ticks does is not.
std::vector<std::uint64_t> movesOf(const std::vector<Top>& line) {
    std::vector<std::uint64_t> moves;
    for (std::size_t i = 2; i < line.size(); ++i) {
        const auto before = static_cast<double>((line[i - 1].onset - line[i - 2].onset).value);
        const auto now = static_cast<double>((line[i].onset - line[i - 1].onset).value);
        const auto ratio = static_cast<std::int64_t>(std::lround(2 * std::log2(now / before)));
        const auto step = std::int64_t{line[i].pitch} - line[i - 1].pitch;
        moves.push_back(mixed(static_cast<std::uint64_t>(step * 1000 + ratio)));
    }
    return moves;
}

} // namespace

Sketch sketchOf(const score::Score& score) {
    const auto moves = movesOf(topLine(score));
    Sketch runs;
    const auto length = std::min(kRun, moves.size());
    for (std::size_t i = 0; length > 0 && i + length <= moves.size(); ++i) {
        std::uint64_t state = 0;
        for (std::size_t j = i; j < i + length; ++j) state = mixed(state * 31 + moves[j]);
        runs.push_back(state);
    }
    std::ranges::sort(runs);
    const auto twice = std::ranges::unique(runs);
    runs.erase(twice.begin(), twice.end());
    runs.resize(std::min(runs.size(), kSketchSize));
    return runs;
}

double likeness(const Sketch& a, const Sketch& b) {
    if (a.size() < kFewest || b.size() < kFewest) return !a.empty() && a == b ? 1 : 0;
    // Of the smallest of both together, those that both have.
    std::size_t shared = 0, seen = 0;
    const auto wanted = std::min(kSketchSize, std::max(a.size(), b.size()));
    for (auto x = a.begin(), y = b.begin(); seen < wanted && (x != a.end() || y != b.end());
         ++seen) {
        const bool both = x != a.end() && y != b.end() && *x == *y;
        const bool first = y == b.end() || (x != a.end() && *x <= *y);
        shared += both;
        if (both || first) ++x;
        if (both || !first) ++y;
    }
    return static_cast<double>(shared) / static_cast<double>(seen);
}

std::vector<std::size_t> sameMusic(std::span<const Sketch> sketches) {
    std::vector<std::size_t> first(sketches.size());
    std::iota(first.begin(), first.end(), std::size_t{0});
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> havingRun;
    for (std::size_t i = 0; i < sketches.size(); ++i) {
        std::unordered_map<std::size_t, std::size_t> sharing;
        for (const auto run : sketches[i]) {
            auto& others = havingRun[run];
            for (const auto other : others) ++sharing[other];
            if (others.size() < kMostOfAKind) others.push_back(i);
        }
        // The first of all that are alike, whatever the order they are met in.
        for (const auto& [other, runs] : sharing)
            if (likeness(sketches[i], sketches[other]) >= kSameMusic)
                first[i] = std::min(first[i], first[other]);
    }
    return first;
}

} // namespace contrafact::corpus
