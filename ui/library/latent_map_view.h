// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/generation.h"
#include "ui/studio.h"

#include <QPixmap>
#include <QPointF>
#include <QTransform>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace contrafact::ui {

/// The training songs' segments as dots in the plane of the latent's two main directions, with the
/// path of the takes on it. Pointing at a dot names its song; a double click uses it as a style.
class LatentMapView : public QWidget {
    Q_OBJECT
public:
    explicit LatentMapView(const Studio& studio, QWidget* parent = nullptr);

    /// Where what is shown in the roll lies (a preview too).
    void setCurrent(QPointF point);
    QSize sizeHint() const override { return {230, 200}; }
    QSize minimumSizeHint() const override { return {120, 110}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void mapChanged();
    void takesChanged();
    QTransform toPixels() const;
    void paintDots();
    void paintPath(QPainter& painter, const QTransform& transform) const;
    int songAt(QPointF pixel) const;
    void useSong(int song);

    Studio m_studio;
    std::shared_ptr<const models::LatentMap> m_map;
    QRectF m_bounds; ///< of the dots, in the map's units
    QPixmap m_dots;
    std::vector<QPointF> m_path; ///< of takes made with this checkpoint, oldest first
    std::optional<QPointF> m_current;
    int m_hovered = -1; ///< song
};

} // namespace contrafact::ui
