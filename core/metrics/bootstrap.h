// SPDX-License-Identifier: GPL-3.0-or-later
// How sure a figure is: percentile intervals (Efron 1979) over pieces drawn again with replacement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace contrafact::metrics {

struct Interval {
    double low = 0; ///< NaN when nothing could be measured
    double high = 0;
};

inline constexpr int kResamples = 500;
inline constexpr double kConfidence = 0.95;

/// Which of `count` pieces each resample takes; the same seed gives the same ones, so that figures
/// of one column vary together.
std::vector<std::vector<std::size_t>> resamples(std::size_t count, int times, std::uint64_t seed);

/// The middle `confidence` of the values; NaN values are left out.
Interval percentileInterval(std::vector<double> values, double confidence = kConfidence);

/// Of a statistic of the chosen pieces.
Interval bootstrap(std::size_t pieces,
                   const std::function<double(std::span<const std::size_t>)>& statistic,
                   std::uint64_t seed, int times = kResamples);

} // namespace contrafact::metrics
