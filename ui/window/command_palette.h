// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QList>

class QAction;
class QLineEdit;
class QTreeWidget;

namespace contrafact::ui {

/// Every action of a window that has words, also those of menus inside panels.
QList<QAction*> namedActions(const QWidget& window);
/// How well `text` matches what was typed: letters in order, words and beginnings first; negative
/// when it does not.
int matchScore(const QString& typed, const QString& text);

/// Finds every action by a few letters and runs it.
class CommandPalette : public QDialog {
    Q_OBJECT
public:
    explicit CommandPalette(QWidget& window);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override; ///< arrows move in the list

private:
    void filter(const QString& typed);
    void runCurrent();

    QList<QAction*> m_actions;
    QLineEdit* m_field;
    QTreeWidget* m_list;
};

} // namespace contrafact::ui
