// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/descriptor.h"

#include <QString>

#include <algorithm>

namespace contrafact::ui {

/// "Loss · Generator"; a curve that has the name of its plot is named once.
inline QString curveName(const models::CurveSpec& curve) {
    const auto panel = QString::fromStdString(curve.panel);
    const auto label = QString::fromStdString(curve.label);
    return panel == label ? panel : QStringLiteral("%1 · %2").arg(panel, label);
}

/// Of a key in a run's table; the key itself where the system, which may be null, has no such
/// curve.
inline QString curveName(const models::SystemDescriptor* system, const std::string& key) {
    if (system)
        if (const auto curve = std::ranges::find(system->curves, key, &models::CurveSpec::key);
            curve != system->curves.end())
            return curveName(*curve);
    return QString::fromStdString(key);
}

} // namespace contrafact::ui
