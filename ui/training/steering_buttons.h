// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/training.h"

#include <QWidget>

class QPushButton;

namespace contrafact::ui {

/// Train and Sweep, or while a training is under way Pause, Stop and Checkpoint. The focus of a
/// button that goes or cannot be pressed any more stays here: it would be sent to the window's next
/// widget.
class SteeringButtons : public QWidget {
    Q_OBJECT
public:
    explicit SteeringButtons(QWidget* parent = nullptr);

    void show(bool active, models::TrainingPhase phase);
    /// The focus, to the button that is pressed next.
    void takeFocus();

Q_SIGNALS:
    void trainClicked();
    void sweepClicked();
    void pauseClicked();
    void stopClicked();
    void checkpointClicked();

private:
    void showButtons(bool active, models::TrainingPhase phase);

    QPushButton* m_train;
    QPushButton* m_sweep;
    QPushButton* m_pause;
    QPushButton* m_stop;
    QPushButton* m_checkpoint;
};

} // namespace contrafact::ui
