// SPDX-License-Identifier: GPL-3.0-or-later
// The plots of a system: one for each panel of its descriptor that has data. A crosshair in one
// moves in all. GUI thread.
#pragma once

#include "models/api/descriptor.h"
#include "models/api/run.h"
#include "ui/plots/curve_data.h"

#include <QSize>
#include <QWidget>

#include <filesystem>
#include <memory>
#include <vector>

class QGridLayout;
class QScrollArea;

namespace contrafact::ui {

class CurvePlot;

class PlotGrid : public QWidget {
    Q_OBJECT
public:
    explicit PlotGrid(QWidget* parent = nullptr);

    /// Makes the plots anew. `overlays`: names of further runs whose curves are drawn dashed.
    void setSystem(const models::SystemDescriptor& system, const QStringList& overlays = {});
    /// One entry per curve of the descriptor.
    void refresh(const std::vector<CurveData>& curves);
    void refreshOverlay(int overlay, const std::vector<CurveData>& curves);
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
        CurvePlot* plot;
        int curve; ///< of the plot
    };

    void arrange();

    QScrollArea* m_scroll;
    QWidget* m_page;
    QGridLayout* m_layout;
    std::vector<CurvePlot*> m_plots;
    std::vector<std::vector<Cell>> m_cells; ///< [0]: the run; then one for each overlay
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

} // namespace contrafact::ui
