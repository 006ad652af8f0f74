// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_grid.h"

#include "ui/plots/curve_plot.h"

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
    , m_scroll(new QScrollArea)
    , m_page(new QWidget)
    , m_layout(new QGridLayout(m_page)) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_scroll);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_page->setAutoFillBackground(false);
    m_scroll->setWidget(m_page);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
}

void PlotGrid::setSystem(const models::SystemDescriptor& system, const QStringList& overlays) {
    qDeleteAll(m_plots);
    m_plots.clear();
    m_arranged.clear();
    m_cells.assign(static_cast<std::size_t>(overlays.size()) + 1, {});
    for (const auto& panel : system.panels) {
        auto* plot = new CurvePlot(panel, m_page);
        plot->setSmoothing(m_smoothing);
        plot->hide();
        connect(plot, &CurvePlot::hovered, this, [this](std::optional<double> x) {
            for (auto* other : m_plots) other->setCrosshair(x);
        });
        m_plots.push_back(plot);
    }
    for (std::size_t run = 0; run < m_cells.size(); ++run)
        for (const auto& curve : system.curves) {
            const auto panel = std::find_if(
                system.panels.begin(), system.panels.end(),
                [&](const models::PanelSpec& spec) { return spec.title == curve.panel; });
            if (panel == system.panels.end()) {
                m_cells[run].push_back({nullptr, -1});
                continue;
            }
            auto* plot = m_plots[static_cast<std::size_t>(panel - system.panels.begin())];
            auto label = QString::fromStdString(curve.label);
            if (run > 0) label += QStringLiteral(" · ") + overlays[static_cast<qsizetype>(run) - 1];
            m_cells[run].push_back({plot, plot->addCurve(label, curve.role, run > 0)});
        }
}

void PlotGrid::refresh(const std::vector<CurveData>& curves) {
    refreshOverlay(-1, curves);
}

void PlotGrid::refreshOverlay(int overlay, const std::vector<CurveData>& curves) {
    const auto& cells = m_cells[static_cast<std::size_t>(overlay + 1)];
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
