// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/metric.h"

#include "core/metrics/column_metrics.h"
#include "core/metrics/groups/groups.h"

#include <algorithm>
#include <array>
#include <vector>

namespace contrafact::metrics {

std::string_view scopeId(std::size_t scope) {
    return scope == kWhole ? std::string_view("all") : encoding::kFamilyInfo[scope - 1].id;
}

std::string_view scopeTitle(std::size_t scope) {
    return scope == kWhole ? std::string_view("All families")
                           : encoding::kFamilyInfo[scope - 1].title;
}

bool Metric::in(std::size_t scope) const {
    switch (applies) {
    case Applies::Whole:
        return scope == kWhole;
    case Applies::Pitched:
        return scope != kDrumScope;
    case Applies::Drums:
        return scope == kDrumScope;
    case Applies::Every:
        break;
    }
    return true;
}

std::span<const MetricGroup> metricGroups() {
    static const std::array groups{harmonyGroup(), textureGroup(),  formGroup(),
                                   rhythmGroup(),  velocityGroup(), pitchGroup(),
                                   rollGroup(),    tonalGroup(),    copyGroup()};
    return groups;
}

std::span<const Metric> metrics() {
    static const std::vector<Metric> all = [] {
        std::vector<Metric> list;
        for (const auto& group : metricGroups())
            list.insert(list.end(), group.metrics.begin(), group.metrics.end());
        list.insert(list.end(), columnMetrics().begin(), columnMetrics().end());
        return list;
    }();
    return all;
}

std::optional<std::size_t> findMetric(std::string_view id) {
    const auto found = std::ranges::find(metrics(), id, &Metric::id);
    if (found == metrics().end()) return std::nullopt;
    return static_cast<std::size_t>(found - metrics().begin());
}

} // namespace contrafact::metrics
