// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/column_metrics.h"

#include "core/metrics/bootstrap.h"
#include "core/metrics/pairwise.h"

#include <algorithm>
#include <array>

namespace contrafact::metrics {

namespace {

constexpr std::array kColumnMetrics{
    Metric{kPairwiseId, "Pairwise distance", "%", 3, Applies::Every},
    Metric{kAucId, "Told apart from real (AUC)", "", 3, Applies::Whole},
    Metric{kFrechetId, "Fréchet distance of bars", "", 1, Applies::Whole},
};
/// A segment is one of many pairs: more of them say nothing new, and each is 20 kB.
constexpr std::size_t kMostSegments = 1000;

std::vector<encoding::Segment> segmentsOf(std::span<const Piece> pieces) {
    std::vector<encoding::Segment> segments;
    for (const auto& piece : pieces) {
        if (segments.size() >= kMostSegments) break;
        const auto grid = encoding::toGrid(piece.score);
        for (int bar = 0; bar + encoding::kBarsPerSegment <= piece.bars;
             bar += encoding::kBarsPerSegment) {
            const auto ticks = piece.score.meter.barStart(bar).value * encoding::kStepsPerBeat;
            if (segments.size() < kMostSegments)
                segments.push_back(
                    encoding::segmentAt(grid, static_cast<int>(ticks / piece.score.ppq())));
        }
    }
    return segments;
}

/// A mean over pairs varies with its segments twice as much as a mean over them: to first order
/// each segment stands on both sides (Hoeffding 1948).
Figure pairwiseFigure(std::span<const encoding::Segment> segments, int family, std::uint64_t seed) {
    const auto distances = pairwiseDistances(segments, family);
    if (distances.empty()) return {};
    const auto mean = [&](std::span<const std::size_t> chosen) {
        double sum = 0;
        for (const auto each : chosen) sum += distances[each];
        return 100 * sum / static_cast<double>(chosen.size());
    };
    const double value = 100 * meanPairwiseDistance(segments, family);
    const auto interval = bootstrap(distances.size(), mean, seed);
    return {value, std::max(0.0, value - 2 * (value - interval.low)),
            value + 2 * (interval.high - value)};
}

} // namespace

std::span<const Metric> columnMetrics() {
    return kColumnMetrics;
}

std::array<Figure, kScopes> pairwiseFigures(std::span<const Piece> pieces, std::uint64_t seed) {
    const auto segments = segmentsOf(pieces);
    std::array<Figure, kScopes> out;
    for (std::size_t scope = 0; scope < kScopes; ++scope)
        out[scope] = pairwiseFigure(segments, static_cast<int>(scope) - 1, seed);
    return out;
}

} // namespace contrafact::metrics
