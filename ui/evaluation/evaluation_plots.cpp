// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/evaluation_plots.h"

#include "ui/plots/qcustomplot_shim.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>

#include <cmath>

namespace contrafact::ui {

namespace {

constexpr int kLeastWidth = 150;

QString text(std::string_view words) {
    return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

QColor colourOf(measures::ColumnKind kind) {
    if (kind == measures::ColumnKind::Real) return theme().real;
    return kind == measures::ColumnKind::Generated ? theme().generated : theme().textDim;
}

QColor sheer(QColor colour) {
    colour.setAlphaF(0.45F);
    return colour;
}

void restyle(QCustomPlot& plot) {
    plot.setBackground(theme().panel);
    for (auto* axis : {plot.xAxis, plot.yAxis}) {
        axis->setTickLabelFont(uiFont(11));
        axis->setTickLabelColor(theme().textDim);
        axis->setLabelFont(uiFont(11));
        axis->setLabelColor(theme().textDim);
        axis->setBasePen(QPen(theme().line, 0));
        axis->setTickPen(Qt::NoPen);
        axis->setSubTickPen(Qt::NoPen);
        axis->grid()->setPen(QPen(theme().line, 0));
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
}

void addPoint(QCustomPlot& plot, double at, const measures::Figure& figure, QColor colour) {
    auto* graph = plot.addGraph();
    graph->setLineStyle(QCPGraph::lsNone);
    graph->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, colour, 7));
    graph->addData(at, figure.value);
    auto* bars = new QCPErrorBars(plot.xAxis, plot.yAxis);
    bars->setDataPlottable(graph);
    bars->setPen(QPen(colour, 1.5));
    bars->addData(figure.value - figure.low, figure.high - figure.value);
}

void addBars(QCustomPlot& plot, const measures::Histogram& histogram, QColor colour) {
    if (histogram.shares.empty()) return;
    auto* bars = new QCPBars(plot.xAxis, plot.yAxis);
    bars->setPen(Qt::NoPen);
    bars->setBrush(sheer(colour));
    bars->setWidth(histogram.edges[1] - histogram.edges[0]);
    for (std::size_t i = 0; i < histogram.shares.size(); ++i)
        bars->addData((histogram.edges[i] + histogram.edges[i + 1]) / 2, 100 * histogram.shares[i]);
}

} // namespace

EvaluationPlots::EvaluationPlots(QWidget* parent)
    : QWidget(parent) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_measure = addPlot(tr("The chosen measure with its intervals"));
    for (std::size_t i = 0; i < m_histograms.size(); ++i)
        m_histograms[i] =
            addPlot(tr("Histogram: %1").arg(text(measures::kNoteFeatureInfo[i].title)));
}

QCustomPlot* EvaluationPlots::addPlot(const QString& name) {
    auto* plot = new QCustomPlot;
    plot->setAccessibleName(name);
    plot->setMinimumWidth(kLeastWidth);
    layout()->addWidget(plot);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, plot, [plot] {
        restyle(*plot);
        plot->replot(QCustomPlot::rpQueuedReplot);
    });
    restyle(*plot);
    return plot;
}

void EvaluationPlots::showMeasure(const measures::Evaluation& evaluation, measures::Measure measure,
                                  std::size_t scope) {
    auto& plot = *m_measure;
    plot.clearPlottables();
    const auto names = QSharedPointer<QCPAxisTickerText>::create();
    double at = 0;
    for (const auto& column : evaluation.columns) {
        names->addTick(++at, QString::fromStdString(column.name));
        const auto& figure = column.of(measure, scope);
        if (!std::isnan(figure.value)) addPoint(plot, at, figure, colourOf(column.kind));
    }
    plot.xAxis->setTicker(names);
    plot.xAxis->setTickLabelRotation(-60);
    plot.yAxis->setLabel(text(measures::kMeasureInfo[static_cast<std::size_t>(measure)].title));
    plot.rescaleAxes();
    plot.xAxis->setRange(0.5, at + 0.5);
    plot.yAxis->scaleRange(1.15);
    plot.replot(QCustomPlot::rpQueuedReplot);
}

void EvaluationPlots::showHistogram(QCustomPlot& plot, measures::NoteFeature feature,
                                    const measures::MeasuredColumn& real,
                                    const measures::MeasuredColumn& other) {
    plot.clearPlottables();
    const measures::NoteFeatures* sets[] = {&real.notes, &other.notes};
    const auto both = measures::histograms(sets, feature);
    addBars(plot, both[0], theme().real);
    addBars(plot, both[1], theme().generated);
    const auto& info = measures::kNoteFeatureInfo[static_cast<std::size_t>(feature)];
    plot.xAxis->setLabel(tr("%1, %2").arg(text(info.title), text(info.unit)));
    plot.yAxis->setLabel(tr("% of notes"));
    plot.rescaleAxes();
    plot.replot(QCustomPlot::rpQueuedReplot);
}

void EvaluationPlots::showNotes(const measures::MeasuredColumn& real,
                                const measures::MeasuredColumn& other) {
    for (std::size_t i = 0; i < m_histograms.size(); ++i)
        showHistogram(*m_histograms[i], static_cast<measures::NoteFeature>(i), real, other);
}

} // namespace contrafact::ui
