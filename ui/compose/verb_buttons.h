// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compose/verbs.h"

#include <QWidget>

#include <map>

class QPushButton;
class QVBoxLayout;

namespace contrafact::ui {

/// What can be asked for besides composing, two buttons in a row. Where the window is low only the
/// first row stays: the menus and the palette have the others too.
class VerbButtons : public QWidget {
    Q_OBJECT
public:
    /// @param blend the button beside the last verb
    explicit VerbButtons(QPushButton* blend, QWidget* parent = nullptr);

    /// Hides what the system cannot do.
    void showFor(const models::Capabilities& system);
    void setLow(bool low);

Q_SIGNALS:
    void chosen(contrafact::ui::Verb verb);

private:
    void addRow(QVBoxLayout& rows, std::initializer_list<QPushButton*> buttons);
    QPushButton* makeButton(Verb verb);
    void showButtons();

    std::map<Verb, QPushButton*> m_buttons;
    QPushButton* m_blend;
    models::Capabilities m_system;
    bool m_low = false;
};

} // namespace contrafact::ui
