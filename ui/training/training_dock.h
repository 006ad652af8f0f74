// SPDX-License-Identifier: GPL-3.0-or-later
// Training: at the left the form of the chosen system, at the right what is learned, live. GUI
// thread.
#pragma once

#include "models/api/descriptor.h"
#include "models/api/run.h"
#include "ui/plots/plot_plan.h"
#include "ui/services/worker.h"
#include "ui/studio.h"

#include <QElapsedTimer>
#include <QWidget>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

class QTabWidget;

namespace contrafact::ui {

class DockCorner;
class DoctorView;
class EmptyState;
class MetricsView;
class PlotGrid;
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

    /// Shows the curves of runs over each other, of whatever systems. While a training is under way
    /// they lie over its own; otherwise the first one is the run itself, with its samples.
    void showRuns(const std::vector<std::filesystem::path>& folders);

    void saveTo(std::map<std::string, std::string>& settings) const;
    void restoreFrom(const std::map<std::string, std::string>& settings);

Q_SIGNALS:
    void problem(const QString& message);
    void told(const QString& message); ///< what has been done

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* buildRight();
    QWidget* buildLoss();
    void showCorner();
    void tellOfCheckpoint(const QString& path);
    void begin();
    void take(const TrainingBatch& batch);
    void showStatus();
    void setWords(const QString& words);
    void finish(const QString& run, const QString& error, bool stopped);
    void showPast();
    void showPlots();
    void showMetrics();
    void drawRuns(std::vector<std::filesystem::path> folders, std::vector<PlotRun> runs);
    PlotRun presentRun() const;
    void savePicture();
    void resumeAfterFailure();

    Studio m_studio;
    TrainingForm* m_form;
    SweepFlow* m_sweep;
    ProgressLine* m_progress;
    WarningBanner* m_banner;
    QTabWidget* m_tabs;
    DockCorner* m_corner;
    PlotGrid* m_plots;
    EmptyState* m_empty;
    QWidget* m_plotPage;
    MetricsView* m_metrics;
    SampleStrip* m_samples;
    DoctorView* m_doctor;
    TrainingLog* m_log;
    std::vector<PlotRun> m_others; ///< drawn over the run of the training controller
    QElapsedTimer m_sinceMetrics;
    bool m_checkpointAsked = false;
    Worker m_reader{this};
};

} // namespace contrafact::ui
