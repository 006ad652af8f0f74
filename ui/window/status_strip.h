// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/studio.h"

#include <QElapsedTimer>
#include <QStatusBar>
#include <QTimer>

class QDockWidget;
class QLabel;

namespace contrafact::ui {

class SessionKeeper;

/// The line at the bottom: what happened last, what is chosen; when it was saved, the sound's
/// latency and the processor's load.
class StatusStrip : public QStatusBar {
    Q_OBJECT
public:
    StatusStrip(const Studio& studio, const SessionKeeper& keeper, QWidget* parent = nullptr);

    /// A sentence that stays for some seconds; the tool tip says the details.
    void tell(const QString& message, const QString& details);
    /// While this panel is closed a button stands here that opens it again.
    void addPanel(QDockWidget& panel);

private:
    void showChosen();
    void showLikelihood();
    void showFigures();
    int loadPercent();

    Studio m_studio;
    const SessionKeeper& m_keeper;
    QLabel* m_message;
    QLabel* m_chosen;
    QLabel* m_likelihood;
    QWidget* m_panels; ///< the buttons of closed panels
    QLabel* m_saved;
    QLabel* m_audio;
    QLabel* m_load;
    QTimer m_refresh;
    QTimer m_forget;
    QElapsedTimer m_clock;
    double m_lastCpu = 0; ///< seconds of processor time at the last look
};

} // namespace contrafact::ui
