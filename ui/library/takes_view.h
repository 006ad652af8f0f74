// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "ui/studio.h"

#include <QTimer>
#include <QWidget>

class QListWidget;
class QListWidgetItem;
class QStackedLayout;

namespace contrafact::ui {

/// The takes, starred ones first, then the newest; those that the piece is just now have a bar. A
/// click chooses one (its story shows below), a double click or Return brings it into the roll as
/// one step of undo; the menu plays, renames, stars, removes.
class TakesView : public QWidget {
    Q_OBJECT
public:
    explicit TakesView(const Studio& studio, QWidget* parent = nullptr);

    /// The current take's name can be typed, in its row.
    void rename();

Q_SIGNALS:
    void openRequested();    ///< of the empty state: a file
    void compareRequested(); ///< the current take with the piece

private:
    void fill();
    void markPresent();
    void showCurrent();
    void showMenu(const QPoint& at);
    std::int64_t idOf(const QListWidgetItem* item) const;

    Studio m_studio;
    QStackedLayout* m_stack;
    QListWidget* m_list;
    QTimer m_mark; ///< after changes of the piece: it is compared with all takes
    bool m_filling = false;
};

/// A few characters on how a take came to be: what was asked for when that was not plain composing,
/// else its chords, a control that is not as usual, its first control, or how long it is.
QString takeDetail(const session::Take& take);

} // namespace contrafact::ui
