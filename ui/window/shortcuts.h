// SPDX-License-Identifier: GPL-3.0-or-later
// Shortcuts that a person has changed: kept in the settings by the actions' names.
#pragma once

#include <QDialog>

class QTableWidget;

namespace contrafact::ui {

/// Gives the window's actions their changed shortcuts.
void loadShortcuts(QWidget& window);

/// Lists every action with its shortcut and lets it be changed.
class ShortcutsDialog : public QDialog {
    Q_OBJECT
public:
    explicit ShortcutsDialog(QWidget& window);

private:
    void fill();
    void change(QAction& action, const QKeySequence& keys);
    void restoreDefaults();

    QWidget& m_window;
    QTableWidget* m_table;
};

} // namespace contrafact::ui
