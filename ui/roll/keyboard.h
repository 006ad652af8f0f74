// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/roll/roll_tool.h"

#include <QWidget>

#include <optional>

namespace contrafact::ui {

/// The keys beside the roll's rows; a pressed key sounds on the current track.
class Keyboard : public QWidget {
    Q_OBJECT
public:
    explicit Keyboard(const RollContext& context, QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void sound(double y);

    RollContext m_context;
    std::optional<score::Pitch> m_lit;
};

} // namespace contrafact::ui
