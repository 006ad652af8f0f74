// SPDX-License-Identifier: GPL-3.0-or-later
// The plots of one run, or of several over each other: one for each panel that has data. A
// crosshair in one moves in all. GUI thread.
#pragma once

#include "models/api/descriptor.h"
#include "models/api/run.h"
#include "ui/plots/curve_data.h"
#include "ui/plots/plot_plan.h"

#include <QSize>
#include <QWidget>

#include <filesystem>
#include <memory>
#include <vector>

class QGridLayout;
class QScrollArea;

namespace contrafact::ui {

class CurvePlot;
class RunLegend;

class PlotGrid : public QWidget {
    Q_OBJECT
public:
    explicit PlotGrid(QWidget* parent = nullptr);

    /// Makes the plots anew, without data: their lines tell runs apart, their colours curves.
    void setRuns(const std::vector<PlotRun>& runs);
    void setSystem(const models::SystemDescriptor& system) { setRuns({{&system, {}}}); }
    /// One entry per curve of the run's descriptor.
    void refresh(const std::vector<CurveData>& curves, std::size_t run = 0);
    void clearData();
    void setSmoothing(double share);
    bool hasData() const;
    std::vector<CurvePlot*> shownPlots() const;
    /// Draws all plots now.
    void replotNow();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Cell {
        CurvePlot* plot = nullptr;
        int curve = -1; ///< of the plot
    };

    void arrange();

    RunLegend* m_legend;
    QScrollArea* m_scroll;
    QWidget* m_page;
    QGridLayout* m_layout;
    std::vector<CurvePlot*> m_plots;
    std::vector<std::vector<Cell>> m_cells; ///< by run, then by curve of its descriptor
    std::vector<CurvePlot*> m_arranged;
    int m_columns = 0;
    double m_smoothing = 0;
};

/// The curves of a run as data of the descriptor's curves, in its order.
std::vector<CurveData> curveData(const models::SystemDescriptor& system,
                                 const std::vector<models::Curve>& curves);

/// Writes all plots of a run as a picture (.png) or its numbers as a table (.csv). GUI thread; no
/// window needs to be shown.
Result<void> savePlot(const models::SystemDescriptor& system,
                      const std::vector<models::Curve>& curves, const std::filesystem::path& path,
                      QSize size = {1200, 720});
/// The same of several runs over each other; in a table the columns are called "run:curve".
Result<void> savePlots(const std::vector<PlotRun>& runs, const std::filesystem::path& path,
                       QSize size = {1200, 720});

} // namespace contrafact::ui
