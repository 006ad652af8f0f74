// SPDX-License-Identifier: GPL-3.0-or-later
// What lies around the notes: ruler, keyboard and playhead, painted by pure functions.
#pragma once

#include "ui/roll/roll_geometry.h"
#include "ui/roll/roll_scene.h"

#include <QImage>
#include <QPainter>

#include <optional>

namespace contrafact::ui {

inline constexpr int kRulerHeight = 22;
inline constexpr int kKeyboardWidth = 46;

/// Bar numbers and lines; a bar for the region, a thinner one for generated spans.
void paintRuler(QPainter& painter, const RollScene& scene, const RollGeometry& geometry,
                const QRect& area);
/// Keys with the C of each octave named; `lit` is the one under the pointer.
void paintKeyboard(QPainter& painter, const RollGeometry& geometry, const QRect& area,
                   std::optional<score::Pitch> lit);
/// The line and, in the ruler, its handle.
void paintPlayhead(QPainter& painter, double x, const QRect& area, bool handle);
/// How far the playhead's picture reaches to both sides of its place.
inline constexpr int kPlayheadReach = 7;

/// "C", "F#" for 0..11
QString pitchClassName(int pitchClass);
/// "C4", "F#3"
QString pitchName(score::Pitch pitch);

/// A whole piece with ruler and keyboard, all tracks at full strength.
QImage pictureOf(const score::Score& score, QSize size);

} // namespace contrafact::ui
