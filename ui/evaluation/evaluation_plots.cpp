// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/evaluation_plots.h"

#include "core/metrics/evaluation_report.h"
#include "ui/evaluation/column_name.h"
#include "ui/plots/few_ticks.h"
#include "ui/plots/plot_title.h"
#include "ui/plots/qcustomplot_shim.h"
#include "ui/theme/theme.h"

#include <QGridLayout>

#include <cmath>

namespace contrafact::ui {

namespace {

constexpr int kMeasureWidth = 190; ///< at least, with the names
constexpr int kHistogramWidth = 90;
constexpr int kLeastHeight = 60;

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
    auto* graph = plot.addGraph(plot.yAxis, plot.xAxis);
    graph->setLineStyle(QCPGraph::lsNone);
    graph->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, colour, 7));
    graph->addData(at, figure.value);
    auto* bars = new QCPErrorBars(plot.yAxis, plot.xAxis);
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
    : QWidget(parent)
    , m_measureTitle(new PlotTitle({}))
    , m_legend(new PlotTitle(tr("Notes, %")))
    , m_measure(makePlot(tr("The chosen measure with its intervals"), kMeasureWidth)) {
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_legend->setObjectName("evaluationLegend");
    layout->addWidget(m_measureTitle, 0, 0);
    layout->addWidget(m_legend, 0, 1, 1, int(m_histograms.size()));
    layout->addWidget(m_measure, 1, 0);
    layout->setColumnStretch(0, 3);
    layout->setRowStretch(1, 1);
    m_measure->yAxis->setRangeReversed(true); // the first column at the top, as in the table
    m_measure->xAxis->setTicker(QSharedPointer<FewTicks>::create());
    for (std::size_t i = 0; i < m_histograms.size(); ++i) {
        auto* plot = makePlot(tr("Histogram: %1").arg(text(measures::kNoteFeatureInfo[i].title)),
                              kHistogramWidth);
        plot->xAxis->setTicker(QSharedPointer<FewTicks>::create());
        plot->yAxis->ticker()->setTickCount(3);
        layout->addWidget(plot, 1, int(i) + 1);
        layout->setColumnStretch(int(i) + 1, 2);
        m_histograms[i] = plot;
    }
}

QCustomPlot* EvaluationPlots::makePlot(const QString& name, int leastWidth) {
    auto* plot = new QCustomPlot;
    plot->setAccessibleName(name);
    plot->setMinimumSize(leastWidth, kLeastHeight);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, plot, [plot] {
        restyle(*plot);
        plot->replot(QCustomPlot::rpQueuedReplot);
    });
    restyle(*plot);
    return plot;
}

void EvaluationPlots::showMetric(const measures::Evaluation& evaluation, std::size_t metric,
                                 std::size_t scope) {
    auto& plot = *m_measure;
    plot.clearPlottables();
    const auto names = QSharedPointer<QCPAxisTickerText>::create();
    QStringList whole;
    double at = 0;
    for (const auto& column : evaluation.columns) {
        names->addTick(++at, shortColumnName(column.name));
        whole << QString::fromStdString(column.name);
        const auto& figure = column.of(metric, scope);
        if (!std::isnan(figure.value)) addPoint(plot, at, figure, colourOf(column.kind));
    }
    plot.setToolTip(whole.join(QLatin1Char('\n')));
    plot.yAxis->setTicker(names);
    m_measureTitle->setTitle(
        QString::fromStdString(measures::titleOf(measures::metrics()[metric])));
    plot.rescaleAxes();
    plot.yAxis->setRange(0.5, at + 0.5);
    plot.xAxis->scaleRange(1.15);
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
    plot.rescaleAxes();
    plot.replot(QCustomPlot::rpQueuedReplot);
}

void EvaluationPlots::showNotes(const measures::MeasuredColumn& real,
                                const measures::MeasuredColumn& other) {
    for (std::size_t i = 0; i < m_histograms.size(); ++i)
        showHistogram(*m_histograms[i], static_cast<measures::NoteFeature>(i), real, other);
    m_legend->setEntries({{shortColumnName(real.name), {}, theme().real},
                          {shortColumnName(other.name), {}, theme().generated}});
    m_legend->setToolTip(QString::fromStdString(real.name + "\n" + other.name));
}

} // namespace contrafact::ui
