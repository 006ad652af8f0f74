// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/roll/note_drag.h"

namespace contrafact::ui {

/// Draws a note as long as the last one; dragging on sets its length. Notes that are there already
/// are dragged and resized as with the select tool.
class DrawTool : public RollTool {
public:
    using RollTool::RollTool;
    void press(const RollPoint& point) override;
    void move(const RollPoint& point) override;
    void release(const RollPoint& point) override;
    void cancel() override;
    Qt::CursorShape cursorAt(const RollPoint& point) const override;

private:
    void begin(const RollPoint& point);
    void update();

    std::optional<NoteDrag> m_drag;
    std::optional<EditGesture> m_gesture;
    score::Note m_note;
    QPointF m_from;
};

} // namespace contrafact::ui
