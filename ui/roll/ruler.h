// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/roll/roll_tool.h"

#include <QWidget>

#include <optional>

namespace contrafact::ui {

/// Bars above the roll. A click sets the playhead, a drag selects the bars to compose, a double
/// click clears them; the wheel zooms and scrolls as in the roll.
class Ruler : public QWidget {
    Q_OBJECT
public:
    explicit Ruler(const RollContext& context, QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    double tickAt(const QMouseEvent& event) const;

    RollContext m_context;
    std::optional<QPointF> m_pressed;
    double m_pressedTick = 0;
    bool m_dragging = false;
};

} // namespace contrafact::ui
