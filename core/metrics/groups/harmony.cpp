// SPDX-License-Identifier: GPL-3.0-or-later
// Do notes that sound together get on? Clashes within a family and across, and the best key.
#include "core/metrics/groups/groups.h"
#include "core/metrics/piece_view.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

namespace contrafact::metrics {

namespace {

constexpr std::array kHarmonyMetrics{
    Metric{"clash", "Clashes", "%", 1},
    Metric{"clash_across", "Clashes across families", "%", 1, Applies::Whole},
    Metric{"best_key", "In the best key of 8 bars", "%", 1},
    Metric{"key_consistency", "In the best key, notes", "%", 1},
};
constexpr int kBarsPerKey = 8;
constexpr double kLeastOfKey = 16; ///< steps of notes below which a window has no key

/// Pairs of [pitches sounding together] that are a semitone or a tone apart, also over an octave.
void addPairs(const Sounding& pitches, Share& out) {
    const auto count = static_cast<double>(pitches.count());
    if (count < 2) return;
    std::size_t clashing = 0;
    for (const int interval : {1, 2, 13, 14})
        clashing += (pitches & pitches >> static_cast<std::size_t>(interval)).count();
    out.sum += 100 * static_cast<double>(clashing);
    out.weight += count * (count - 1) / 2;
}

std::array<int, 12> classCounts(const Sounding& pitches) {
    std::array<int, 12> counts{};
    for (std::size_t pitch = 0; pitch < pitches.size(); ++pitch)
        counts[pitch % 12] += pitches[pitch];
    return counts;
}

/// Pairs of one pitch of each of two families that are a semitone apart in any octave.
void addCross(const Sounding& a, const Sounding& b, Share& out) {
    if (a.none() || b.none()) return;
    const auto ofA = classCounts(a);
    const auto ofB = classCounts(b);
    int clashing = 0;
    for (std::size_t i = 0; i < 12; ++i)
        clashing += ofA[i] * (ofB[(i + 1) % 12] + ofB[(i + 11) % 12]);
    out.sum += 100.0 * clashing;
    out.weight += static_cast<double>(a.count() * b.count());
}

Share clashAcross(const PieceView& piece) {
    Share out;
    for (std::size_t step = 0; step < piece.sounding[0].size(); ++step)
        for (std::size_t a = 0; a < encoding::kDrums; ++a)
            for (std::size_t b = a + 1; b < encoding::kDrums; ++b)
                addCross(piece.sounding[a][step], piece.sounding[b][step], out);
    return out;
}

/// By the duration of notes that begin in each window of eight bars.
Share bestKey(const PieceView& piece, FamilyRange families) {
    std::vector<Chroma> windows(static_cast<std::size_t>(piece.bars() / kBarsPerKey + 1));
    for (auto family = families.first; family < families.end; ++family)
        for (const auto& note : piece.notes[family])
            windows[static_cast<std::size_t>(piece.barOf(note.step) / kBarsPerKey)]
                   [note.pitch % 12u] += note.end - note.step;
    Share out;
    for (const auto& chroma : windows)
        if (std::accumulate(chroma.begin(), chroma.end(), 0.0) > kLeastOfKey)
            out.add(100 * bestKeyShare(chroma));
    return out;
}

Share keyConsistency(const PieceView& piece, FamilyRange families) {
    Chroma counts{};
    for (auto family = families.first; family < families.end; ++family)
        for (const auto& note : piece.notes[family]) ++counts[note.pitch % 12u];
    Share out;
    out.add(100 * bestKeyShare(counts));
    return out;
}

void measureHarmony(const PieceView& piece, std::size_t scope, std::span<Share> out) {
    const auto families = familiesOf(scope, false);
    for (auto family = families.first; family < families.end; ++family)
        for (const auto& pitches : piece.sounding[family]) addPairs(pitches, out[0]);
    if (scope == kWhole) out[1] = clashAcross(piece);
    out[2] = bestKey(piece, families);
    out[3] = keyConsistency(piece, families);
}

} // namespace

double bestKeyShare(const Chroma& chroma) {
    // The natural minor of a key is its relative major.
    constexpr std::array kScales{std::array{0, 2, 4, 5, 7, 9, 11},
                                 std::array{0, 2, 3, 5, 7, 8, 11}};
    const double all = std::accumulate(chroma.begin(), chroma.end(), 0.0);
    if (all == 0) return std::numeric_limits<double>::quiet_NaN();
    double best = 0;
    for (std::size_t tonic = 0; tonic < 12; ++tonic)
        for (const auto& scale : kScales) {
            double within = 0;
            for (const int degree : scale)
                within += chroma[(tonic + static_cast<std::size_t>(degree)) % 12];
            best = std::max(best, within);
        }
    return best / all;
}

MetricGroup harmonyGroup() {
    return {kHarmonyMetrics, measureHarmony};
}

} // namespace contrafact::metrics
