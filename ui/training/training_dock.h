// SPDX-License-Identifier: GPL-3.0-or-later
// Training: at the left the form of the chosen system, at the right what is learned, live. GUI
// thread.
#pragma once

#include "ui/studio.h"

#include <QElapsedTimer>
#include <QWidget>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

class QSplitter;
class QTabWidget;

namespace contrafact::ui {

class CurvesPage;
class DockCorner;
class DoctorView;
class MetricsView;
class ProgressLine;
class SampleStrip;
class SweepFlow;
class TrainingForm;
class TrainingLog;
class WarningBanner;
struct TrainingBatch;

class TrainingDock : public QWidget {
    Q_OBJECT
public:
    explicit TrainingDock(const Studio& studio, QWidget* parent = nullptr);

    /// Starts with what the form says, or goes on when paused.
    void train();
    /// Asks which setting takes which values, and trains one run for each.
    void sweep();
    void pauseOrResume();
    void stop();
    void checkpoint();

    /// Shows the curves of runs over each other (CurvesPage::showRuns).
    void showRuns(const std::vector<std::filesystem::path>& folders);

    void saveTo(std::map<std::string, std::string>& settings) const;
    void restoreFrom(const std::map<std::string, std::string>& settings);

Q_SIGNALS:
    void problem(const QString& message);
    void told(const QString& message); ///< what has been done

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void setNarrow(bool narrow);
    QWidget* buildRight();
    void connectSteering();
    void connectPages();
    void showCorner();
    void tellOfCheckpoint(const QString& path);
    void take(const TrainingBatch& batch);
    void showStatus();
    void setWords(const QString& words);
    void finish(const QString& run, const QString& error, bool stopped);
    void showPast();
    void nameRun();
    void tellOfOverlay();
    void showMetrics();
    void resumeAfterFailure();

    Studio m_studio;
    TrainingForm* m_form;
    QSplitter* m_splitter;
    SweepFlow* m_sweep;
    ProgressLine* m_progress;
    WarningBanner* m_banner;
    QTabWidget* m_tabs;
    DockCorner* m_corner;
    CurvesPage* m_curves;
    MetricsView* m_metrics;
    SampleStrip* m_samples;
    DoctorView* m_doctor;
    TrainingLog* m_log;
    QElapsedTimer m_sinceMetrics;
    bool m_checkpointAsked = false;
    bool m_narrow = false; ///< the form is the first of the tabs
};

} // namespace contrafact::ui
