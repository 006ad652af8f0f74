// SPDX-License-Identifier: GPL-3.0-or-later
// How unlike each other pieces are: a generator that has collapsed makes the same one always.
#pragma once

#include "core/encoding/segment.h"

#include <span>
#include <vector>

namespace contrafact::metrics {

inline constexpr int kAllFamilies = -1;

/// For each segment the mean Hamming distance to all others: the share (0..1) of cells that sound
/// in one of the two only, in one family or in all. Costs the sounding cells once. Empty for fewer
/// than two segments.
std::vector<double> pairwiseDistances(std::span<const encoding::Segment> segments,
                                      int family = kAllFamilies);
/// Their mean: the mean over all pairs; NaN for fewer than two segments.
double meanPairwiseDistance(std::span<const encoding::Segment> segments, int family = kAllFamilies);

} // namespace contrafact::metrics
