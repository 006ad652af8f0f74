// SPDX-License-Identifier: GPL-3.0-or-later
// Which checkpoint composes: the one that came with the program, any run of the library, or a file;
// with a word on its state.
#pragma once

#include "ui/studio.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace contrafact::ui {

class ModelChooser : public QWidget {
    Q_OBJECT
public:
    explicit ModelChooser(const Studio& studio, QWidget* parent = nullptr);

private:
    void fill();
    void chosen();
    void showState();

    Studio m_studio;
    QComboBox* m_box;
    QLabel* m_state;
};

} // namespace contrafact::ui
