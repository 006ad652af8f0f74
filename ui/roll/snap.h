// SPDX-License-Identifier: GPL-3.0-or-later
// The grid that drawing and dragging keep to.
#pragma once

#include "core/score/score.h"

#include <span>
#include <string_view>

namespace contrafact::ui {

/// A note value as a fraction of a whole note; 0/1 snaps to nothing, kBar to whole bars.
struct Snap {
    std::string_view label; ///< "1/16"
    int numerator = 0;
    int denominator = 1;
    bool operator==(const Snap&) const = default;
};

/// Coarse to fine, then "Off".
std::span<const Snap> snaps();
const Snap& defaultSnap(); ///< 1/16

/// Ticks between grid lines near `at`; 1 when off.
score::Tick snapStep(const score::Score& score, const Snap& snap, score::Tick at);
/// The nearest grid line, and the one at or before. Grid lines are counted from the bar's
/// beginning.
score::Tick snapNearest(const score::Score& score, const Snap& snap, double tick);
score::Tick snapDown(const score::Score& score, const Snap& snap, double tick);

/// The whole bars that a span touches.
score::TickRange barsAround(const score::Score& score, double from, double to);

} // namespace contrafact::ui
