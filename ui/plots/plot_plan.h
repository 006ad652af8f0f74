// SPDX-License-Identifier: GPL-3.0-or-later
// Which plots one or several runs need, and which curves lie in which. A pure function.
#pragma once

#include "models/api/descriptor.h"
#include "models/api/run.h"

#include <QString>

#include <cstddef>
#include <vector>

namespace contrafact::ui {

struct PlotRun {
    const models::SystemDescriptor* system = nullptr; ///< must stay
    QString name;                                     ///< for the legend; may be empty for one run
    std::vector<models::Curve> curves = {};           ///< as read from its folder
};

struct PlannedCurve {
    std::size_t run = 0;
    std::size_t curve = 0; ///< of the run's system
};

struct PlannedPlot {
    models::PanelSpec panel;
    std::vector<PlannedCurve> curves;
};

/// Curves with the same key share a plot, whatever their systems; others lie in their system's own
/// panels. Panels of different systems with the same title are told apart by the systems' ids.
std::vector<PlannedPlot> planPlots(const std::vector<PlotRun>& runs);

} // namespace contrafact::ui
