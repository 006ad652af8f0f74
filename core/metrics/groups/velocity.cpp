// SPDX-License-Identifier: GPL-3.0-or-later
// How loud notes are, and how different.
#include "core/metrics/groups/groups.h"
#include "core/metrics/piece_view.h"

#include <array>
#include <cmath>

namespace contrafact::metrics {

namespace {

constexpr std::array kVelocityMetrics{
    Metric{"velocity", "Velocity", "", 1, Applies::Every},
    Metric{"velocity_spread", "Velocity, standard deviation", "", 1, Applies::Every},
};

void measureVelocity(const PieceView& piece, std::size_t scope, std::span<Share> out) {
    const auto families = familiesOf(scope, true);
    double squares = 0;
    for (auto family = families.first; family < families.end; ++family)
        for (const auto& note : piece.notes[family]) {
            out[0].add(note.velocity);
            squares += static_cast<double>(note.velocity) * note.velocity;
        }
    if (out[0].weight < 2) return;
    const double mean = out[0].sum / out[0].weight;
    out[1].add(std::sqrt(std::max(squares / out[0].weight - mean * mean, 0.0)));
}

} // namespace

MetricGroup velocityGroup() {
    return {kVelocityMetrics, measureVelocity};
}

} // namespace contrafact::metrics
