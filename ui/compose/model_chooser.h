// SPDX-License-Identifier: GPL-3.0-or-later
// Which checkpoint composes: the one that came with the program, any run of the library, or a file;
// with a word on its state and, when one cannot be opened, why.
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
    void showFailure(const QString& message);

    Studio m_studio;
    QComboBox* m_box;
    QLabel* m_state;
    QLabel* m_failure;
    bool m_opening = false; ///< a failure is one of opening, not of composing
};

} // namespace contrafact::ui
