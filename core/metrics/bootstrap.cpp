// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/bootstrap.h"

#include "core/metrics/random.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace contrafact::metrics {

namespace {

/// Between the two nearest values in order.
double quantile(const std::vector<double>& sorted, double share) {
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const auto above = std::min(below + 1, sorted.size() - 1);
    return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

} // namespace

std::vector<std::vector<std::size_t>> resamples(std::size_t count, int times, std::uint64_t seed) {
    Random random(seed);
    std::vector<std::vector<std::size_t>> out(static_cast<std::size_t>(times));
    for (auto& chosen : out) {
        chosen.resize(count);
        for (auto& index : chosen) index = random.below(count);
    }
    return out;
}

Interval percentileInterval(std::vector<double> values, double confidence) {
    std::erase_if(values, [](double value) { return std::isnan(value); });
    constexpr auto kNone = std::numeric_limits<double>::quiet_NaN();
    if (values.empty()) return {kNone, kNone};
    std::ranges::sort(values);
    const double tail = (1 - confidence) / 2;
    return {quantile(values, tail), quantile(values, 1 - tail)};
}

Interval bootstrap(std::size_t pieces,
                   const std::function<double(std::span<const std::size_t>)>& statistic,
                   std::uint64_t seed, int times) {
    std::vector<double> values;
    for (const auto& chosen : resamples(pieces, times, seed)) values.push_back(statistic(chosen));
    return percentileInterval(std::move(values));
}

} // namespace contrafact::metrics
