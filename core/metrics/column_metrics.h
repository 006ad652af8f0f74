// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics that only a whole column has, because they compare its pieces with each other or with
// real ones.
#pragma once

#include "core/metrics/figure.h"
#include "core/metrics/metric.h"
#include "core/metrics/pieces.h"

#include <array>
#include <cstdint>
#include <span>

namespace contrafact::metrics {

inline constexpr std::string_view kPairwiseId = "pairwise";
inline constexpr std::string_view kAucId = "auc";
inline constexpr std::string_view kFrechetId = "frechet";

std::span<const Metric> columnMetrics();

/// Mean Hamming distance of the pieces' segments with its interval, by scope: has a generator
/// collapsed?
std::array<Figure, kScopes> pairwiseFigures(std::span<const Piece> pieces, std::uint64_t seed);

} // namespace contrafact::metrics
