// SPDX-License-Identifier: GPL-3.0-or-later
// The curves of the run that the training controller has, and of other runs over them. GUI thread.
#pragma once

#include "ui/plots/plot_plan.h"
#include "ui/services/worker.h"
#include "ui/studio.h"

#include <QWidget>

#include <filesystem>
#include <vector>

class QStackedLayout;

namespace contrafact::ui {

class EmptyState;
class PlotGrid;
struct TrainingBatch;

class CurvesPage : public QWidget {
    Q_OBJECT
public:
    explicit CurvesPage(const Studio& studio, QWidget* parent = nullptr);

    /// Lays the curves of runs over each other, of whatever systems. While a training is under way
    /// they lie over its own; otherwise the first one is the run itself, with its samples.
    void showRuns(const std::vector<std::filesystem::path>& folders);
    /// How many runs are drawn, the training controller's among them.
    std::size_t runs() const { return m_others.size() + 1; }
    bool hasData() const;
    void setSmoothing(double share);
    /// Asks where, and writes what is drawn there as a picture or a table.
    void savePicture();

Q_SIGNALS:
    void trainRequested(); ///< of the empty state
    void filled();         ///< hasData() may have changed
    void othersChanged(const std::vector<std::filesystem::path>& folders);
    void drawn(); ///< showRuns() has come to its end
    void problem(const QString& message);

private:
    void begin();
    void take(const TrainingBatch& batch);
    void showPast();
    void renameOthers(const std::filesystem::path& from, const std::filesystem::path& to);
    void showOrHide();
    void setOthers(std::vector<std::filesystem::path> folders, std::vector<PlotRun> runs);
    void drawRuns(std::vector<std::filesystem::path> folders, std::vector<PlotRun> runs);
    void drawAll();
    PlotRun presentRun() const;
    std::vector<PlotRun> allRuns() const;

    Studio m_studio;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    PlotGrid* m_plots;
    std::vector<PlotRun> m_others; ///< drawn over the run of the training controller
    std::vector<std::filesystem::path> m_otherFolders;
    Worker m_reader{this};
};

} // namespace contrafact::ui
