// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compose/verbs.h"

#include <QWidget>

#include <map>

class QLabel;
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
    /// What they would change now, in a line below the first row.
    void setPlace(const QString& words);

Q_SIGNALS:
    void chosen(contrafact::ui::Verb verb);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void showPlace();
    void addRow(QVBoxLayout& rows, std::initializer_list<QPushButton*> buttons);
    QPushButton* makeButton(Verb verb);
    void showButtons();

    std::map<Verb, QPushButton*> m_buttons;
    QPushButton* m_blend;
    QLabel* m_place;
    QString m_placeWords;
    models::Capabilities m_system;
    bool m_low = false;
};

} // namespace contrafact::ui
