// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/roll/edit_gesture.h"
#include "ui/roll/hit_test.h"
#include "ui/roll/roll_tool.h"

namespace contrafact::ui {

/// Erases every note of the current track that the pointer passes over.
class EraseTool : public RollTool {
public:
    using RollTool::RollTool;
    void press(const RollPoint& point) override;
    void move(const RollPoint& point) override;
    void release(const RollPoint& point) override;
    void cancel() override;
    Qt::CursorShape cursorAt(const RollPoint&) const override { return Qt::CrossCursor; }

private:
    std::optional<EditGesture> m_gesture;
    score::Selection m_erased;
    QPointF m_last;
};

} // namespace contrafact::ui
