// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_plan.h"

#include <algorithm>
#include <map>
#include <utility>

namespace contrafact::ui {

namespace {

/// The panels of one system as plots without curves, appended.
void addPanels(std::vector<PlannedPlot>& plots, const models::SystemDescriptor& system) {
    for (const auto& panel : system.panels) {
        const auto sameTitle = [&](const PlannedPlot& plot) {
            return plot.panel.title == panel.title;
        };
        plots.push_back({panel, {}});
        if (std::any_of(plots.begin(), std::prev(plots.end()), sameTitle))
            plots.back().panel.title += " · " + system.id;
    }
}

} // namespace

std::vector<PlannedPlot> planPlots(const std::vector<PlotRun>& runs) {
    std::vector<PlannedPlot> plots;
    std::map<std::string, std::size_t> byKey;                          // of a curve: its plot
    std::map<const models::SystemDescriptor*, std::size_t> firstPanel; // of a system: its plot
    for (std::size_t r = 0; r < runs.size(); ++r) {
        const auto& system = *runs[r].system;
        if (firstPanel.emplace(&system, plots.size()).second) addPanels(plots, system);
        for (std::size_t c = 0; c < system.curves.size(); ++c) {
            const auto& curve = system.curves[c];
            const auto panel = std::find_if(
                system.panels.begin(), system.panels.end(),
                [&](const models::PanelSpec& spec) { return spec.title == curve.panel; });
            if (panel == system.panels.end()) continue;
            const auto own =
                firstPanel[&system] + static_cast<std::size_t>(panel - system.panels.begin());
            plots[byKey.emplace(curve.key, own).first->second].curves.push_back({r, c});
        }
    }
    std::erase_if(plots, [](const PlannedPlot& plot) { return plot.curves.empty(); });
    return plots;
}

} // namespace contrafact::ui
