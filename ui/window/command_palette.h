// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QDialog>
#include <QList>
#include <QPointer>
#include <QTimer>

class QLineEdit;
class QMenu;
class QTreeWidget;

namespace contrafact::ui {

/// Every action of a window that has words, also those of menus inside panels.
QList<QAction*> namedActions(const QWidget& window);

/// What the palette offers: an action and its words, "Snap: 1/16" for one of a menu's choices.
struct Command {
    QString text;
    QPointer<QAction> action;
};
/// The named actions, and the entries of all menus made of choices (markChoices()) as they are now.
QList<Command> commandsOf(const QWidget& window);

/// How well `text` matches what was typed: letters in order, words and beginnings first; negative
/// when it does not.
int matchScore(const QString& typed, const QString& text);

/// Finds every command by a few letters and runs it.
class CommandPalette : public QDialog {
    Q_OBJECT
public:
    explicit CommandPalette(QWidget& window);

protected:
    /// Arrows move in the list; a menu that is being filled brings its entries.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void collect();
    void filter(const QString& typed);
    void runCurrent();

    QWidget& m_window;
    QList<Command> m_commands;
    QTimer m_changed; ///< collects anew when a menu has been filled
    QLineEdit* m_field;
    QTreeWidget* m_list;
};

} // namespace contrafact::ui
