// SPDX-License-Identifier: GPL-3.0-or-later
// How much of a piece stands in the training songs, in any key and at any tempo.
#include "core/metrics/groups/groups.h"
#include "core/metrics/piece_view.h"

#include <array>

namespace contrafact::metrics {

namespace {

constexpr std::array kCopyMetrics{
    Metric{"longest_run", "Longest copied run", "notes", 1, Applies::Whole},
    Metric{"longest_run_95", "Longest run, 95 % below", "notes", 0, Applies::Whole, Pool::Upper},
    Metric{"nearest", "Nearest training segment, mean", "", 3, Applies::Whole},
    Metric{"nearest_least", "Nearest training segment, least", "", 3, Applies::Whole},
};

void measureCopy(const PieceView& piece, std::size_t, std::span<Share> out) {
    if (!piece.copies || piece.silent()) return;
    const auto& copies = *piece.copies;
    out[0].add(copies.longestRun);
    out[1].add(copies.longestRun);
    out[2].add(copies.meanDistance, copies.segments);
    out[3].add(copies.nearestDistance);
}

} // namespace

MetricGroup copyGroup() {
    return {kCopyMetrics, measureCopy};
}

} // namespace contrafact::metrics
