// SPDX-License-Identifier: GPL-3.0-or-later
// Where musical time and pitch lie on the piano roll. A pure value: all roll widgets share one, so
// that they always agree. Pixels are logical ones, from the top left corner of the notes' area.
#pragma once

#include "core/score/note.h"

#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <array>
#include <bitset>
#include <utility>
#include <vector>

namespace contrafact::ui {

using PitchSet = std::bitset<128>;

class RollGeometry {
public:
    static constexpr double kMinPixelsPerTick = 2e-5;
    static constexpr double kMaxPixelsPerTick = 4;
    static constexpr double kMinRowHeight = 2;
    static constexpr double kMaxRowHeight = 40;

    RollGeometry();

    double pixelsPerTick() const { return m_pixelsPerTick; }
    double rowHeight() const { return m_rowHeight; }
    double leftTick() const { return m_leftTick; }
    double topPixel() const { return m_topPixel; } ///< of the viewport, below the uppermost row
    QSizeF viewport() const { return m_viewport; }

    void setViewport(QSizeF size) { m_viewport = size; }
    void setLeftTick(double tick);
    void setTopPixel(double pixel);
    void setPixelsPerTick(double scale);
    void setRowHeight(double height);
    /// The pitches that have a row; the others are hidden. Precondition: not empty.
    void setPitches(const PitchSet& shown);

    double xOf(double tick) const { return (tick - m_leftTick) * m_pixelsPerTick; }
    double xOf(score::Tick tick) const { return xOf(double(tick.value)); }
    double tickAt(double x) const { return m_leftTick + x / m_pixelsPerTick; }

    int rowCount() const { return static_cast<int>(m_pitchOfRow.size()); }
    /// Counted from the top (the highest pitch); -1 for a hidden pitch.
    int rowOf(score::Pitch pitch) const { return m_rowOfPitch[std::size_t(pitch.value)]; }
    score::Pitch pitchOfRow(int row) const { return m_pitchOfRow[std::size_t(row)]; }
    double rowTop(int row) const { return row * m_rowHeight - m_topPixel; }
    /// Precondition: the pitch has a row.
    double yOf(score::Pitch pitch) const { return rowTop(rowOf(pitch)); }
    /// The nearest row's pitch, for points above and below too.
    score::Pitch pitchAt(double y) const;
    double contentHeight() const { return rowCount() * m_rowHeight; }

    /// Precondition: the note's pitch has a row.
    QRectF rectOf(const score::Note& note) const;
    /// Ticks that begin left of `right` and end right of `left`, in pixels.
    score::TickRange ticksBetween(double left, double right) const;
    /// First and last row that show between two heights; last < first when none does.
    std::pair<int, int> rowsBetween(double top, double bottom) const;

    /// The tick (the row's fraction) under the point stays under it.
    void zoomTime(double factor, double atX);
    void zoomPitch(double factor, double atY);

private:
    double m_leftTick = 0;
    double m_topPixel = 0;
    double m_pixelsPerTick = 0.055;
    double m_rowHeight = 11;
    QSizeF m_viewport{800, 400};
    std::array<std::int16_t, 128> m_rowOfPitch{};
    std::vector<score::Pitch> m_pitchOfRow;
};

/// A black key of the keyboard.
bool isBlackKey(score::Pitch pitch);

} // namespace contrafact::ui
