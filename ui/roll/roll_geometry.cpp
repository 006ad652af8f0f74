// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/roll_geometry.h"

#include <algorithm>
#include <cmath>

namespace contrafact::ui {

RollGeometry::RollGeometry() {
    setPitches(PitchSet().set());
}

void RollGeometry::setPitches(const PitchSet& shown) {
    m_pitchOfRow.clear();
    m_rowOfPitch.fill(-1);
    for (int pitch = 127; pitch >= 0; --pitch) {
        if (!shown.test(std::size_t(pitch))) continue;
        m_rowOfPitch[std::size_t(pitch)] = static_cast<std::int16_t>(m_pitchOfRow.size());
        m_pitchOfRow.push_back(score::Pitch(pitch));
    }
}

void RollGeometry::setLeftTick(double tick) {
    m_leftTick = std::max(0.0, tick);
}

void RollGeometry::setTopPixel(double pixel) {
    m_topPixel = std::clamp(pixel, 0.0, std::max(0.0, contentHeight() - m_viewport.height()));
}

void RollGeometry::setPixelsPerTick(double scale) {
    m_pixelsPerTick = std::clamp(scale, kMinPixelsPerTick, kMaxPixelsPerTick);
}

void RollGeometry::setRowHeight(double height) {
    m_rowHeight = std::clamp(height, kMinRowHeight, kMaxRowHeight);
}

score::Pitch RollGeometry::pitchAt(double y) const {
    const int row = static_cast<int>(std::floor((y + m_topPixel) / m_rowHeight));
    return pitchOfRow(std::clamp(row, 0, rowCount() - 1));
}

QRectF RollGeometry::rectOf(const score::Note& note) const {
    const double x = xOf(note.onset);
    return {x, yOf(note.pitch), std::max(1.0, xOf(note.end()) - x), m_rowHeight};
}

score::TickRange RollGeometry::ticksBetween(double left, double right) const {
    const auto begin = static_cast<std::int64_t>(std::floor(tickAt(left)));
    const auto end = static_cast<std::int64_t>(std::ceil(tickAt(right)));
    return {score::Tick(std::max<std::int64_t>(0, begin)), score::Tick(end)};
}

std::pair<int, int> RollGeometry::rowsBetween(double top, double bottom) const {
    const int first = static_cast<int>(std::floor((top + m_topPixel) / m_rowHeight));
    const int last = static_cast<int>(std::ceil((bottom + m_topPixel) / m_rowHeight)) - 1;
    return {std::max(0, first), std::min(rowCount() - 1, last)};
}

void RollGeometry::zoomTime(double factor, double atX) {
    const double tick = tickAt(atX);
    setPixelsPerTick(m_pixelsPerTick * factor);
    setLeftTick(tick - atX / m_pixelsPerTick);
}

void RollGeometry::zoomPitch(double factor, double atY) {
    const double row = (atY + m_topPixel) / m_rowHeight;
    setRowHeight(m_rowHeight * factor);
    setTopPixel(row * m_rowHeight - atY);
}

bool isBlackKey(score::Pitch pitch) {
    constexpr unsigned kBlack = 0b010101001010; // C# D# F# G# A#
    return (kBlack >> (pitch.value % 12)) & 1;
}

} // namespace contrafact::ui
