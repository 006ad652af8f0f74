// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/score/note.h"
#include "ui/roll/edit_gesture.h"
#include "ui/roll/roll_tool.h"

#include <QWidget>

#include <map>
#include <optional>

namespace contrafact::ui {

/// The current track's velocities below the roll. Dragging sets those that the pointer passes; with
/// a selection only selected ones change.
class VelocityLane : public QWidget {
    Q_OBJECT
public:
    explicit VelocityLane(const RollContext& context, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {400, 70}; }
    QSize minimumSizeHint() const override { return {100, 40}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    int velocityAt(double y) const;
    double heightOf(int velocity) const;
    void sweepTo(QPointF pos);
    void applyChanges();

    RollContext m_context;
    std::optional<EditGesture> m_gesture;
    std::map<score::NoteId, score::Note> m_changed; ///< as they were when the gesture began
    std::map<score::NoteId, int> m_wanted;
    QPointF m_last;
};

} // namespace contrafact::ui
