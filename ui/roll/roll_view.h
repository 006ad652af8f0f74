// SPDX-License-Identifier: GPL-3.0-or-later
// The piano roll's widget: turns events into calls of the tool and the state, and paints with the
// roll painter. Only what changed is painted again.
#pragma once

#include "ui/roll/roll_scene.h"
#include "ui/roll/roll_tool.h"

#include <QAbstractScrollArea>

#include <optional>

namespace contrafact::score {
struct ChangeSet;
}

namespace contrafact::ui {

class RollView : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit RollView(const RollContext& context, QWidget* parent = nullptr);
    ~RollView() override;

    QSize sizeHint() const override { return {900, 500}; }
    const RollContext& context() const { return m_context; }

Q_SIGNALS:
    /// By the right button where it erases nothing, or by the menu key; on the screen.
    void menuRequested(QPoint at);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    RollPoint pointAt(const QMouseEvent& event) const;
    void syncScrollBars();
    void repaintScene();
    void repaintChanges(const score::ChangeSet& changes);
    void movePlayhead(double tick);
    void updateAround(double x);
    void scrollWhenOutside(QPointF pos);
    void finishGesture();
    void pressRight(const RollPoint& point);
    void paintCaption(QPainter& painter, const QString& caption) const;

    RollContext m_context;
    std::unique_ptr<RollTool> m_tool;
    RollTool* m_active = nullptr; ///< the tool whose gesture is under way
    std::unique_ptr<RollTool> m_eraser;
    std::optional<QPointF> m_panFrom;
    std::optional<QPointF> m_menuAt; ///< the right button went down where it erases nothing
    RollScene m_scene;
    bool m_sceneDirty = true;
    bool m_syncing = false; ///< the scroll bars follow, they do not lead
    double m_playhead = 0;
};

} // namespace contrafact::ui
