// SPDX-License-Identifier: GPL-3.0-or-later
// Which pitches a piece uses and how evenly.
#include "core/metrics/groups/groups.h"
#include "core/metrics/piece_view.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace contrafact::metrics {

namespace {

constexpr std::array kPitchMetrics{
    Metric{"pitch_range", "Pitch range", "semitones", 1},
    Metric{"pitches", "Different pitches", "", 1},
    Metric{"pitch_classes", "Different pitch classes", "", 2},
    Metric{"pitch_entropy", "Entropy of pitches", "bits", 2},
    Metric{"class_entropy", "Entropy of pitch classes", "bits", 2},
};

double used(std::span<const double> counts) {
    return static_cast<double>(std::ranges::count_if(counts, [](double n) { return n > 0; }));
}

void measurePitch(const PieceView& piece, std::size_t scope, std::span<Share> out) {
    std::array<double, encoding::kPitches> counts{};
    Chroma classes{};
    int lowest = encoding::kPitches;
    int highest = -1;
    const auto families = familiesOf(scope, false);
    for (auto family = families.first; family < families.end; ++family)
        for (const auto& note : piece.notes[family]) {
            ++counts[note.pitch];
            ++classes[note.pitch % 12u];
            lowest = std::min<int>(lowest, note.pitch);
            highest = std::max<int>(highest, note.pitch);
        }
    if (highest < 0) return;
    out[0].add(highest - lowest);
    out[1].add(used(counts));
    out[2].add(used(classes));
    out[3].add(entropy(counts));
    out[4].add(entropy(classes));
}

} // namespace

double entropy(std::span<const double> counts) {
    const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
    if (all == 0) return std::numeric_limits<double>::quiet_NaN();
    double bits = 0;
    for (const double count : counts)
        if (count > 0) bits -= count / all * std::log2(count / all);
    return bits;
}

MetricGroup pitchGroup() {
    return {kPitchMetrics, measurePitch};
}

} // namespace contrafact::metrics
