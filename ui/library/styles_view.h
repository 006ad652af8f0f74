// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/studio.h"

#include <QWidget>

class QListWidget;
class QStackedLayout;

namespace contrafact::ui {

/// The style sets: ticked ones take part in composing. Names can be changed, sets removed.
class StylesView : public QWidget {
    Q_OBJECT
public:
    explicit StylesView(const Studio& studio, QWidget* parent = nullptr);

Q_SIGNALS:
    void dataRequested(); ///< of the empty state: to the songs

private:
    void fill();
    void showMenu(const QPoint& at);
    QWidget* buildSets();
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

    Studio m_studio;
    QStackedLayout* m_stack;
    QListWidget* m_list;
    bool m_filling = false;
};

} // namespace contrafact::ui
