// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/faults.h"

#include "core/metrics/groups/groups.h"
#include "core/metrics/piece_view.h"

#include <algorithm>
#include <array>

namespace contrafact::metrics {

namespace {

/// What a figure is to be within, and how far outside counts as one fault.
struct Range {
    std::string_view metric;
    double low = 0;
    double high = 0;
    double step = 1;
    int leastBars = 1;    ///< shorter pieces cannot be in it
    bool together = true; ///< of all instruments together, or of each
};

// A bass line and a choir are both music, so single notes are no fault, nor is a chord of four; more
// than a note a sixteenth is a wall.
constexpr std::array kRanges{
    Range{.metric = "clash", .high = 10, .step = 10, .together = false},
    Range{.metric = "clash_across", .high = 5, .step = 5},
    Range{.metric = "best_key", .low = 93, .high = 100, .step = 5},
    Range{.metric = "polyphony", .low = 1, .high = 3.5, .step = 1, .together = false},
    Range{.metric = "density_playing", .high = 16, .step = 4, .together = false},
    Range{.metric = "drone", .high = 10, .step = 10, .together = false},
    Range{.metric = "empty_beats", .high = 10, .step = 10},
    Range{.metric = "change", .low = 0.59, .high = 0.89, .step = 0.15, .leastBars = 8},
    Range{.metric = "repeats", .low = 10, .high = 45, .step = 10, .leastBars = 8},
    Range{.metric = "drift", .low = 0.75, .high = 1.33, .step = 0.3, .leastBars = 16},
};
constexpr double kSilence = 1000;

double outside(const Range& range, double value) {
    return std::max({range.low - value, value - range.high, 0.0}) / range.step;
}

const Range* rangeOf(const Metric& metric) {
    const auto* found = std::ranges::find(kRanges, metric.id, &Range::metric);
    return found == kRanges.end() ? nullptr : found;
}

void addFaults(const MetricGroup& group, const PieceView& piece, std::size_t scope,
               std::vector<Fault>& faults) {
    std::vector<Share> shares(group.metrics.size());
    group.measure(piece, scope, shares);
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const auto& metric = group.metrics[i];
        const auto* range = rangeOf(metric);
        if (!range || range->together != (scope == kWhole) || !metric.in(scope)) continue;
        if (shares[i].weight == 0 || piece.bars() < range->leastBars) continue;
        const double value = shares[i].sum / shares[i].weight;
        if (const double weight = outside(*range, value); weight > 0)
            faults.push_back({metric.id, scope, value, weight});
    }
}

std::vector<Fault> faultsOf(const PieceView& piece) {
    std::vector<Fault> faults;
    for (const auto& group : {harmonyGroup(), textureGroup(), formGroup()})
        for (std::size_t scope = 0; scope < kScopes; ++scope)
            addFaults(group, piece, scope, faults);
    return faults;
}

} // namespace

std::vector<Fault> faultsOf(const score::Score& music, int bars) {
    return faultsOf(PieceView(cutPiece(music, 0, bars)));
}

double faultiness(const score::Score& music, int bars) {
    const PieceView piece(cutPiece(music, 0, bars));
    if (piece.silent()) return kSilence;
    double sum = 0;
    for (const auto& fault : faultsOf(piece)) sum += fault.weight;
    return sum;
}

} // namespace contrafact::metrics
