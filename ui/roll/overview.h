// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/roll/roll_tool.h"

#include <QPixmap>
#include <QTimer>
#include <QWidget>

namespace contrafact::ui {

/// The whole piece in a strip; the frame shows what the roll shows and can be dragged. The notes
/// are kept as a picture and painted anew a moment after the music has changed.
class Overview : public QWidget {
    Q_OBJECT
public:
    explicit Overview(const RollContext& context, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {400, 34}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void paintPicture();
    double xOf(double tick) const;
    QRectF frame() const;
    void centreOn(double x);

    RollContext m_context;
    QPixmap m_picture;
    QTimer m_refresh;
    double m_grip = 0; ///< where in the frame it was taken, in pixels from its middle
};

} // namespace contrafact::ui
