// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/roll_margins.h"

#include "core/score/transforms.h"
#include "ui/roll/roll_painter.h"
#include "ui/roll/scales.h"
#include "ui/theme/theme.h"

#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace contrafact::ui {
namespace {

constexpr double kMinLabelPixels = 28;
constexpr int kRegionBar = 4;
constexpr int kGeneratedBar = 2;

void paintSpan(QPainter& painter, const RollGeometry& geometry, const QRect& area,
               score::TickRange range, int height, const QColor& colour) {
    const double left = std::max(geometry.xOf(range.begin), 0.0);
    const double right = std::min(geometry.xOf(range.end), double(area.width()));
    if (right <= left) return;
    painter.fillRect(QRectF(area.left() + left, area.bottom() + 1 - height, right - left, height),
                     colour);
}

} // namespace

void paintRuler(QPainter& painter, const RollScene& scene, const RollGeometry& geometry,
                const QRect& area) {
    const auto& t = theme();
    painter.fillRect(area, t.panel);
    painter.setFont(uiFont(11));
    forEachBarLine(*scene.score, geometry, -100, area.width(), kMinLabelPixels,
                   [&](double x, score::Tick, int bar) {
                       const int left = area.left() + int(std::floor(x));
                       painter.fillRect(left, area.bottom() - 6, 1, 7, t.gridBar);
                       painter.setPen(t.textDim);
                       painter.drawText(left + 5, area.top() + 15, QString::number(bar + 1));
                   });
    for (const auto& range : scene.generated)
        paintSpan(painter, geometry, area.adjusted(0, 0, 0, -kRegionBar), range, kGeneratedBar,
                  t.generated);
    if (scene.region) paintSpan(painter, geometry, area, *scene.region, kRegionBar, t.accent);
}

void paintKeyboard(QPainter& painter, const RollGeometry& geometry, const QRect& area,
                   std::optional<score::Pitch> lit) {
    const auto& t = theme();
    painter.fillRect(area, t.line);
    const auto [first, last] = geometry.rowsBetween(0, area.height());
    painter.setFont(uiFont(std::clamp(int(geometry.rowHeight()) - 2, 6, 10)));
    for (int row = first; row <= last; ++row) {
        const auto pitch = geometry.pitchOfRow(row);
        const int top = area.top() + int(std::floor(geometry.rowTop(row)));
        const int bottom = area.top() + int(std::floor(geometry.rowTop(row + 1)));
        const int gap = bottom - top > 3 ? 1 : 0;
        const QRect key(area.left(), top, area.width() - 4, bottom - top - gap);
        painter.fillRect(key, lit == pitch        ? t.accent
                              : isBlackKey(pitch) ? t.keyBlack
                                                  : t.keyWhite);
        if (pitch.value % 12 != 0 || bottom - top < 6) continue;
        painter.setPen(t.keyText);
        painter.drawText(key.adjusted(0, 0, -4, 0), Qt::AlignRight | Qt::AlignVCenter,
                         pitchName(pitch));
    }
}

void paintPlayhead(QPainter& painter, double x, const QRect& area, bool handle) {
    const auto colour = theme().playhead;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(area.left() + x - 0.75, area.top(), 1.5, area.height()), colour);
    if (handle) {
        QPainterPath path;
        const double left = area.left() + x;
        path.moveTo(left - 5.5, area.top());
        path.lineTo(left + 5.5, area.top());
        path.lineTo(left, area.top() + 8);
        painter.fillPath(path, colour);
    }
    painter.restore();
}

QString pitchClassName(int pitchClass) {
    static constexpr std::array kNames{"C",  "C#", "D",  "D#", "E",  "F",
                                       "F#", "G",  "G#", "A",  "A#", "B"};
    return QLatin1String(kNames[std::size_t(pitchClass)]);
}

QString pitchName(score::Pitch pitch) {
    return pitchClassName(pitch.value % 12) + QString::number(pitch.value / 12 - 1);
}

QImage pictureOf(const score::Score& score, QSize size) {
    const auto span = pitchSpan(score);
    const int low = std::max(0, span.first.value - 2);
    const int high = std::min(127, span.second.value + 2);
    const int rows = high - low + 1;
    const QSize notes(size.width() - kKeyboardWidth, size.height() - kRulerHeight);
    const auto whole = score::barRange(score, 0, score::barCount(score));

    RollGeometry geometry;
    geometry.setRowHeight(double(notes.height()) / rows);
    geometry.setViewport(notes);
    geometry.setPixelsPerTick(notes.width() / double(std::max<std::int64_t>(1, whole.end.value)));
    geometry.setTopPixel((127 - high) * geometry.rowHeight());

    const auto key = score::estimateKey(score);
    RollScene scene{&score};
    scene.allCurrent = true;
    scene.scale = scaleOf(key);
    scene.step = score::Tick(score.ppq() / 4);

    QImage image(size, QImage::Format_RGB32);
    image.fill(theme().panel);
    QPainter painter(&image);
    paintRuler(painter, scene, geometry, {kKeyboardWidth, 0, notes.width(), kRulerHeight});
    paintKeyboard(painter, geometry, {0, kRulerHeight, kKeyboardWidth, notes.height()}, {});
    painter.translate(kKeyboardWidth, kRulerHeight);
    paintRoll(painter, scene, geometry, QRect(QPoint(), notes));
    return image;
}

} // namespace contrafact::ui
