// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_grid.h"

#include "ui/plots/curve_plot.h"
#include "ui/plots/run_legend.h"

#include <QGridLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace contrafact::ui {

namespace {

constexpr int kWidest = 330; ///< a plot gets a neighbour when both are at least so wide
constexpr int kLowest = 150; ///< and another row scrolls when plots would be lower

} // namespace

PlotGrid::PlotGrid(QWidget* parent)
    : QWidget(parent)
    , m_legend(new RunLegend)
    , m_scroll(new QScrollArea)
    , m_page(new QWidget)
    , m_layout(new QGridLayout(m_page)) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(m_legend);
    outer->addWidget(m_scroll, 1);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_page->setAutoFillBackground(false);
    m_scroll->setWidget(m_page);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
}

void PlotGrid::setRuns(const std::vector<PlotRun>& runs) {
    qDeleteAll(m_plots);
    m_plots.clear();
    m_arranged.clear();
    m_cells.clear();
    QStringList names;
    for (const auto& run : runs) {
        m_cells.emplace_back(run.system->curves.size());
        names << run.name;
    }
    m_legend->setRuns(names);
    for (const auto& planned : planPlots(runs)) {
        auto* plot = new CurvePlot(planned.panel, m_page);
        plot->setSmoothing(m_smoothing);
        plot->hide();
        connect(plot, &CurvePlot::hovered, this, [this](std::optional<double> x) {
            for (auto* other : m_plots) other->setCrosshair(x);
        });
        for (const auto& [run, curve] : planned.curves) {
            const auto& spec = runs[run].system->curves[curve];
            m_cells[run][curve] = {plot,
                                   plot->addCurve(QString::fromStdString(spec.label), spec.role,
                                                  static_cast<int>(run), runs[run].name)};
        }
        m_plots.push_back(plot);
    }
}

void PlotGrid::refresh(const std::vector<CurveData>& curves, std::size_t run) {
    const auto& cells = m_cells[run];
    for (std::size_t i = 0; i < curves.size() && i < cells.size(); ++i)
        if (cells[i].plot) cells[i].plot->refresh(cells[i].curve, curves[i]);
    arrange();
}

void PlotGrid::clearData() {
    for (auto* plot : m_plots) plot->clearData();
    arrange();
}

void PlotGrid::setSmoothing(double share) {
    m_smoothing = share;
    for (auto* plot : m_plots) plot->setSmoothing(share);
}

bool PlotGrid::hasData() const {
    return std::any_of(m_plots.begin(), m_plots.end(),
                       [](const CurvePlot* plot) { return plot->hasData(); });
}

std::vector<CurvePlot*> PlotGrid::shownPlots() const {
    return m_arranged;
}

void PlotGrid::replotNow() {
    for (auto* plot : m_arranged) plot->replotNow();
}

/// Lays out the plots that have data, as many beside each other as are wide enough.
void PlotGrid::arrange() {
    std::vector<CurvePlot*> wanted;
    for (auto* plot : m_plots)
        if (plot->hasData()) wanted.push_back(plot);
    const int count = static_cast<int>(wanted.size());
    const int columns = std::clamp(width() / kWidest, 1, std::max(1, count));
    if (wanted == m_arranged && columns == m_columns) return;
    for (auto* plot : m_plots) {
        m_layout->removeWidget(plot);
        plot->setVisible(plot->hasData());
    }
    for (int i = 0; i < m_layout->rowCount(); ++i) m_layout->setRowMinimumHeight(i, 0);
    for (int i = 0; i < count; ++i) {
        m_layout->addWidget(wanted[static_cast<std::size_t>(i)], i / columns, i % columns);
        m_layout->setRowMinimumHeight(i / columns, kLowest);
    }
    for (int i = 0; i < std::max(columns, m_columns); ++i)
        m_layout->setColumnStretch(i, i < columns ? 1 : 0);
    m_arranged = std::move(wanted);
    m_columns = columns;
}

void PlotGrid::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

} // namespace contrafact::ui
