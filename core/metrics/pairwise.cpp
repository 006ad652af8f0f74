// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/pairwise.h"

#include <limits>
#include <numeric>

namespace contrafact::metrics {

namespace {

constexpr std::size_t kCells = std::size_t{encoding::kSteps} * encoding::kPitches;

/// Calls `visit(cell)` for each cell of the family (or of all) that sounds.
template<typename Visit>
void forEachSounding(const encoding::Segment& segment, int family, Visit&& visit) {
    for (int each = 0; each < encoding::kFamilies; ++each) {
        if (family != kAllFamilies && family != each) continue;
        const auto index = static_cast<std::size_t>(each);
        const auto& cells = segment.cells[index];
        for (std::size_t i = 0; i < kCells; ++i)
            if (cells[i] & encoding::kVelocityMask) visit(index * kCells + i);
    }
}

} // namespace

std::vector<double> pairwiseDistances(std::span<const encoding::Segment> segments, int family) {
    if (segments.size() < 2) return {};
    // In how many segments each cell sounds: enough to know each one's distance to all others.
    std::vector<std::int64_t> counts(encoding::kFamilies * kCells, 0);
    for (const auto& segment : segments)
        forEachSounding(segment, family, [&](std::size_t cell) { ++counts[cell]; });
    const auto total = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
    const auto count = static_cast<std::int64_t>(segments.size());
    const auto cells = static_cast<double>(family == kAllFamilies ? counts.size() : kCells);
    std::vector<double> distances;
    for (const auto& segment : segments) {
        auto differing = total;
        forEachSounding(segment, family,
                        [&](std::size_t cell) { differing += count - 2 * counts[cell]; });
        distances.push_back(static_cast<double>(differing) / cells /
                            static_cast<double>(count - 1));
    }
    return distances;
}

double meanPairwiseDistance(std::span<const encoding::Segment> segments, int family) {
    const auto distances = pairwiseDistances(segments, family);
    if (distances.empty()) return std::numeric_limits<double>::quiet_NaN();
    return std::accumulate(distances.begin(), distances.end(), 0.0) /
           static_cast<double>(distances.size());
}

} // namespace contrafact::metrics
