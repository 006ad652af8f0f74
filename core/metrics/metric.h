// SPDX-License-Identifier: GPL-3.0-or-later
// What a metric is: a line of a table and a function over a piece. Tables, files and the window go
// over `metrics()`, so that a new metric is a line in its group and nothing else.
#pragma once

#include "core/encoding/family.h"

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace contrafact::metrics {

struct PieceView;

/// What is measured: all families together, or one family.
inline constexpr std::size_t kScopes = 1 + encoding::kFamilies;
inline constexpr std::size_t kWhole = 0;
constexpr std::size_t scopeOf(int family) {
    return static_cast<std::size_t>(family) + 1;
}
inline constexpr std::size_t kDrumScope = scopeOf(encoding::kDrums);
std::string_view scopeId(std::size_t scope);
std::string_view scopeTitle(std::size_t scope);

/// Where a metric has a meaning. "Together" are the pitched families sounding at once; metrics of
/// Every take the drums in as well.
enum class Applies { Whole, Pitched, Every, Drums };

/// How the values of pieces become one: weighted mean, median, or the value that 95 % stay below.
enum class Pool { Mean, Median, Upper };

struct Metric {
    std::string_view id;
    std::string_view title;
    std::string_view unit;
    int digits; ///< after the point
    Applies applies = Applies::Pitched;
    Pool pool = Pool::Mean;
    bool ofLengths = false; ///< trivial where no note can be short

    bool in(std::size_t scope) const;
};

/// What one piece says: `sum / weight`, nothing when the weight is 0. Over pieces both add up, so
/// that drawing pieces again costs an addition.
struct Share {
    double sum = 0;
    double weight = 0;

    void add(double value, double by = 1) {
        if (std::isnan(value)) return;
        sum += value * by;
        weight += by;
    }
    /// `part` of `all`, in percent.
    static Share percent(double part, double all) { return {100 * part, all}; }
};

/// Metrics that are found together. `measure` fills one share per metric, all zero at first; it is
/// not called for scopes in which none of them applies. Any thread.
struct MetricGroup {
    std::span<const Metric> metrics;
    void (*measure)(const PieceView& piece, std::size_t scope, std::span<Share> out);
};

/// In the order of the table.
std::span<const MetricGroup> metricGroups();
/// Those of all groups, then those that only a whole column has: see column_metrics.h.
std::span<const Metric> metrics();
/// Its place in metrics().
std::optional<std::size_t> findMetric(std::string_view id);

} // namespace contrafact::metrics
