// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/roll/note_drag.h"

#include <QRectF>

namespace contrafact::ui {

/// Selects by click and rubber band; drags, copies (Shift) and resizes what is selected. Ctrl adds
/// and takes away. A double click on an empty place draws a note.
class SelectTool : public RollTool {
public:
    using RollTool::RollTool;
    void press(const RollPoint& point) override;
    void move(const RollPoint& point) override;
    void release(const RollPoint& point) override;
    void cancel() override;
    void doubleClick(const RollPoint& point) override;
    Qt::CursorShape cursorAt(const RollPoint& point) const override;
    void paintOver(QPainter& painter) const override;

private:
    void pressNote(const NoteHit& hit, const RollPoint& point);

    std::optional<NoteDrag> m_drag;
    std::optional<NoteHit> m_pressed;
    std::optional<QPointF> m_bandFrom;
    QRectF m_band;
    score::Selection m_before; ///< what the rubber band adds to
};

} // namespace contrafact::ui
