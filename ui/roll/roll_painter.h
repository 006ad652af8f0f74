// SPDX-License-Identifier: GPL-3.0-or-later
// Paints a scene: pure functions of scene, geometry and theme, so that the window, the picture
// export and the tests all show the same. Only what meets `clip` is looked at and painted.
//
// Cost: notes are found by binary search and painted as batches of rectangles, one batch a style;
// where a pixel holds many notes, an occupancy grid of pitch x column is painted instead.
#pragma once

#include "ui/roll/roll_geometry.h"
#include "ui/roll/roll_scene.h"

#include <QPainter>

namespace contrafact::ui {

/// Rows, lines, region and notes.
void paintRoll(QPainter& painter, const RollScene& scene, const RollGeometry& geometry,
               const QRect& clip);
void paintGrid(QPainter& painter, const RollScene& scene, const RollGeometry& geometry,
               const QRect& clip);
void paintNotes(QPainter& painter, const RollScene& scene, const RollGeometry& geometry,
                const QRect& clip);

/// Bars that are labelled and lines that are drawn at this zoom: calls `line(x, tick, bar)` for
/// each bar line in [left, right], leaving out some where they would be closer than `minPixels`.
template<typename Line>
void forEachBarLine(const score::Score& score, const RollGeometry& geometry, double left,
                    double right, double minPixels, Line&& line);

template<typename Line>
void forEachBarLine(const score::Score& score, const RollGeometry& geometry, double left,
                    double right, double minPixels, Line&& line) {
    const auto range = geometry.ticksBetween(left, right);
    const int first = score.meter.barAt(range.begin);
    const double barPixels =
        double(score.meter.barLength(range.begin).value) * geometry.pixelsPerTick();
    int stride = 1;
    while (barPixels * stride < minPixels) stride *= 2;
    for (int bar = first / stride * stride;; bar += stride) {
        const auto tick = score.meter.barStart(bar);
        if (tick > range.end) return;
        line(geometry.xOf(tick), tick, bar);
    }
}

} // namespace contrafact::ui
