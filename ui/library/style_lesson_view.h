// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/curve_data.h"
#include "ui/studio.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace contrafact::ui {

class CurvePlot;
class ProgressLine;

/// Below the style sets, for models that learn styles: the button that has the chosen set learned,
/// how far that is, and its losses.
class StyleLessonView : public QWidget {
    Q_OBJECT
public:
    explicit StyleLessonView(const Studio& studio, QWidget* parent = nullptr);

    void setChosen(int index); ///< -1: none

private:
    void press();
    void begin();
    void showProgress();
    void showState();
    QString stateText() const;

    Studio m_studio;
    int m_chosen = -1;
    QPushButton* m_learn;
    QLabel* m_state;
    ProgressLine* m_line;
    CurvePlot* m_plot;
    CurveData m_loss, m_heldOut;
    int m_lossCurve, m_heldCurve;
};

} // namespace contrafact::ui
