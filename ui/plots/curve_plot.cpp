// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/curve_plot.h"

#include "ui/plots/envelope_graph.h"
#include "ui/plots/few_ticks.h"
#include "ui/plots/plot_title.h"
#include "ui/plots/qcustomplot_shim.h"
#include "ui/plots/run_legend.h"
#include "ui/theme/theme.h"

#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>

namespace contrafact::ui {

namespace {

constexpr int kReplotMs = 100;
constexpr double kMargin = 0.06; ///< room above and below the curves, share of their height
constexpr double kZoomPerNotch = 0.85;
constexpr int kWholePercent = 100;
constexpr int kNarrowest = 180;
constexpr int kLowestAxes = 120; ///< curves need room below a legend of several lines
constexpr int kAbove = 8;   ///< half the label of the highest value
constexpr int kBeside = 18; ///< half the label of the last step
constexpr auto kHairLayer = "crosshair";

/// Runs are told apart by their lines, and what is no run by a dashed one.
Qt::PenStyle lineOf(models::CurveRole role, int run) {
    return role == models::CurveRole::Baseline ? Qt::DashLine : runLine(run);
}

QColor withAlpha(QColor colour, double alpha) {
    colour.setAlphaF(static_cast<float>(alpha));
    return colour;
}

} // namespace

QColor curveColour(models::CurveRole role, int index) {
    const auto& t = theme();
    switch (role) {
    case models::CurveRole::Real:
        return t.real;
    case models::CurveRole::Generated:
        return t.generated;
    case models::CurveRole::Generator:
        return t.generator;
    case models::CurveRole::Discriminator:
        return t.discriminator;
    case models::CurveRole::Piano:
        return t.track[0];
    case models::CurveRole::Guitar:
        return t.track[1];
    case models::CurveRole::Bass:
        return t.track[2];
    case models::CurveRole::Strings:
        return t.track[3];
    case models::CurveRole::Drums:
        return t.track[4];
    case models::CurveRole::Baseline:
        return t.textDim;
    case models::CurveRole::Plain:
        break;
    }
    const std::array plain{t.accent, t.generated, t.track[3], t.track[1], t.track[4]};
    return plain[static_cast<std::size_t>(index) % plain.size()];
}

CurvePlot::CurvePlot(const models::PanelSpec& panel, QWidget* parent)
    : QWidget(parent)
    , m_title(new PlotTitle(QString::fromStdString(panel.title)))
    , m_plot(new QCustomPlot)
    , m_guideValue(panel.guide)
    , m_percent(panel.percent) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, metrics::kPadding, 4);
    layout->setSpacing(0);
    layout->addWidget(m_title);
    layout->addWidget(m_plot, 1);
    setAccessibleName(QString::fromStdString(panel.title));

    m_plot->addLayer(QString::fromLatin1(kHairLayer), m_plot->layer(QStringLiteral("overlay")));
    m_plot->layer(QString::fromLatin1(kHairLayer))->setMode(QCPLayer::lmBuffered);
    m_hair = new QCPItemLine(m_plot);
    m_hair->setLayer(QString::fromLatin1(kHairLayer));
    m_hair->setVisible(false);
    m_hair->start->setTypeY(QCPItemPosition::ptAxisRectRatio);
    m_hair->end->setTypeY(QCPItemPosition::ptAxisRectRatio);
    if (m_guideValue) makeGuide();
    m_plot->axisRect()->setAutoMargins(QCP::msBottom);
    m_plot->axisRect()->setMargins({kPlotIndent, kAbove, kBeside, 0});
    m_plot->setInteraction(QCP::iRangeDrag);
    m_plot->axisRect()->setRangeDrag(Qt::Horizontal);
    m_plot->installEventFilter(this);
    m_plot->setMouseTracking(true);
    // A thick antialiased line as one path of some hundred spikes takes tens of milliseconds.
    m_plot->setPlottingHint(QCP::phFastPolylines);
    m_plot->setCursor(Qt::CrossCursor);
    connect(m_plot->xAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, [this] {
        if (m_zoomed) fitValues();
    });
    connect(m_plot, &QCustomPlot::afterReplot, this, [this] { m_replotMs = m_plot->replotTime(); });

    m_pending.setSingleShot(true);
    connect(&m_pending, &QTimer::timeout, this, &CurvePlot::replot);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::changed, this, &CurvePlot::restyle);
    restyle();
}

CurvePlot::~CurvePlot() = default;

void CurvePlot::makeGuide() {
    m_guide = new QCPItemStraightLine(m_plot);
    m_guide->setLayer(QStringLiteral("grid"));
    m_guide->point1->setCoords(0, *m_guideValue);
    m_guide->point2->setCoords(1, *m_guideValue);
    m_guideLabel = new QCPItemText(m_plot);
    m_guideLabel->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
    m_guideLabel->position->setCoords(1, *m_guideValue);
    m_guideLabel->setPositionAlignment(Qt::AlignRight | Qt::AlignBottom);
    m_guideLabel->setText(valueText(*m_guideValue));
    m_guideLabel->setLayer(QStringLiteral("overlay")); // above the curves, or it cannot be read
    m_guideLabel->setPadding(QMargins(4, 0, 4, 0));
}

QString CurvePlot::guideText() const {
    return m_guideLabel ? m_guideLabel->text() : QString();
}

QString CurvePlot::valueText(double value) const {
    return m_percent ? tr("%1 %").arg(kWholePercent * value, 0, 'f', 0) : shortNumber(value);
}

void CurvePlot::restyle() {
    const auto& t = theme();
    m_plot->setBackground(t.panel);
    for (auto* axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setTicker(m_percent && axis == m_plot->yAxis
                            ? QSharedPointer<FewTicks>(new PercentTicks)
                            : QSharedPointer<FewTicks>::create());
        axis->setTickLabelFont(uiFont(11));
        axis->setTickLabelColor(t.textDim);
        axis->setBasePen(Qt::NoPen);
        axis->setTickPen(Qt::NoPen);
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLength(0);
        axis->setTickLabelPadding(5);
        axis->setNumberPrecision(4);
        axis->grid()->setZeroLinePen(Qt::NoPen);
        axis->grid()->setPen(QPen(withAlpha(t.line, 0.7), 0));
    }
    m_plot->xAxis->grid()->setVisible(false);
    m_hair->setPen(QPen(t.textFaint, 0));
    if (m_guide) {
        m_guide->setPen(QPen(t.textDim, 1, Qt::DashLine));
        m_guideLabel->setColor(t.text);
        m_guideLabel->setBrush(withAlpha(t.panel, 0.8));
        m_guideLabel->setFont(uiFont(11));
    }
    for (int i = 0; i < curveCount(); ++i) styleCurve(i);
    fillLegend();
    scheduleReplot();
}

int CurvePlot::addCurve(const QString& label, models::CurveRole role, int run,
                        const QString& runName) {
    Curve curve{.label = label, .role = role, .run = run, .runName = runName};
    curve.colour = static_cast<int>(std::count_if(
        m_curves.begin(), m_curves.end(), [run](const Curve& other) { return other.run == run; }));
    // The plot owns what is made on its axes.
    curve.raw = new EnvelopeGraph(m_plot->xAxis, m_plot->yAxis);
    curve.smooth = new EnvelopeGraph(m_plot->xAxis, m_plot->yAxis);
    curve.last = std::nan("");
    m_curves.push_back(curve);
    styleCurve(curveCount() - 1);
    return curveCount() - 1;
}

void CurvePlot::styleCurve(int index) {
    const auto& curve = m_curves[static_cast<std::size_t>(index)];
    const QColor colour = curveColour(curve.role, curve.colour);
    const auto line = lineOf(curve.role, curve.run);
    const double weight = runWeight(curve.run);
    const bool smoothed = m_smoothing > 0;
    curve.raw->setPen(
        QPen(smoothed ? withAlpha(colour, 0.3) : colour, smoothed ? 1 : 1.6 * weight, line));
    curve.smooth->setPen(QPen(colour, 1.8 * weight, line));
    curve.smooth->setVisible(smoothed);
}

void CurvePlot::refresh(int index, const CurveData& points) {
    auto& curve = m_curves[static_cast<std::size_t>(index)];
    if (curve.generation != points.generation() || points.x().size() < curve.taken) {
        curve.raw->data()->clear();
        curve.smooth->data()->clear();
        curve.taken = 0;
        curve.averaging = false;
        curve.generation = points.generation();
    }
    if (curve.taken == points.x().size()) return;
    for (; curve.taken < points.x().size(); ++curve.taken) {
        const double x = points.x()[curve.taken], y = points.y()[curve.taken];
        curve.raw->addData(x, y);
        addSmoothed(curve, x, y);
    }
    curve.last = points.last();
    scheduleReplot();
}

void CurvePlot::addSmoothed(Curve& curve, double x, double y) {
    if (std::isnan(y)) { // after a gap the average begins anew
        curve.averaging = false;
        curve.smooth->addData(x, y);
        return;
    }
    curve.average = curve.averaging ? m_smoothing * curve.average + (1 - m_smoothing) * y : y;
    curve.averaging = true;
    curve.smooth->addData(x, curve.average);
}

void CurvePlot::clearData() {
    for (auto& curve : m_curves) {
        curve.raw->data()->clear();
        curve.smooth->data()->clear();
        curve.taken = 0;
        curve.averaging = false;
        curve.last = std::nan("");
    }
    m_zoomed = false;
    scheduleReplot();
}

bool CurvePlot::hasData() const {
    for (const auto& curve : m_curves)
        if (!curve.raw->data()->isEmpty()) return true;
    return false;
}

void CurvePlot::setSmoothing(double share) {
    m_smoothing = share;
    for (int i = 0; i < curveCount(); ++i) {
        auto& curve = m_curves[static_cast<std::size_t>(i)];
        curve.smooth->data()->clear();
        curve.averaging = false;
        for (const auto& point : *curve.raw->data()) addSmoothed(curve, point.key, point.value);
        styleCurve(i);
    }
    scheduleReplot();
}

void CurvePlot::scheduleReplot() {
    if (m_pending.isActive()) return;
    const auto waited = m_sinceReplot.isValid() ? m_sinceReplot.elapsed() : kReplotMs;
    m_pending.start(static_cast<int>(std::max<qint64>(0, kReplotMs - waited)));
}

void CurvePlot::replotNow() {
    m_pending.stop();
    replot();
}

void CurvePlot::replot() {
    m_sinceReplot.start();
    if (!m_zoomed)
        if (const auto all = wholeSpan()) m_plot->xAxis->setRange(*all);
    fitValues();
    fillLegend();
    m_plot->replot(QCustomPlot::rpQueuedRefresh);
}

std::optional<QCPRange> CurvePlot::wholeSpan() const {
    std::optional<QCPRange> all;
    for (const auto& curve : m_curves) {
        bool found = false;
        const auto range = curve.raw->data()->keyRange(found);
        if (found) all = all ? all->expanded(range) : range;
    }
    if (all) all->upper = std::max(all->upper, all->lower + 1);
    return all;
}

void CurvePlot::zoom(double notches, double about) {
    const auto all = wholeSpan();
    if (!all) return;
    m_plot->xAxis->scaleRange(std::pow(kZoomPerNotch, notches), about);
    const auto shown = m_plot->xAxis->range();
    m_zoomed = shown.size() < all->size();
    if (m_zoomed) m_plot->xAxis->setRange(shown.bounded(all->lower, all->upper));
    replotNow();
}

void CurvePlot::fitValues() {
    // Shares are read against the whole: an axis that follows them would hide where they lie.
    if (m_percent) return m_plot->yAxis->setRange(-kMargin / 2, 1 + kMargin / 2);
    const auto visible = m_plot->xAxis->range();
    bool any = false;
    QCPRange all;
    for (const auto& curve : m_curves) {
        bool found = false;
        const auto range = curve.raw->getValueRange(found, QCP::sdBoth, visible);
        if (!found) continue;
        if (any)
            all.expand(range);
        else
            all = range;
        any = true;
    }
    if (!any) return;
    if (m_guideValue) all.expand(*m_guideValue);
    const double size = all.size() > 0 ? all.size() : std::max(1e-6, std::abs(all.upper) * 0.1);
    m_plot->yAxis->setRange(all.lower - size * kMargin, all.upper + size * kMargin);
}

double CurvePlot::valueAt(const Curve& curve, double x) const {
    const auto& points = *curve.raw->data();
    if (points.isEmpty()) return std::nan("");
    auto it = points.findBegin(x, true); // the point before x, or the first
    if (it == points.constEnd()) return std::nan("");
    const auto next = it + 1;
    if (next != points.constEnd() && std::abs(next->key - x) < std::abs(it->key - x)) it = next;
    // Beyond a curve's ends there is nothing to read, give or take a pixel.
    const double pixel = m_plot->xAxis->range().size() / std::max(1, m_plot->axisRect()->width());
    const double first = points.constBegin()->key, last = (points.constEnd() - 1)->key;
    if (x < first - pixel || x > last + pixel) return std::nan("");
    return it->value;
}

void CurvePlot::fillLegend() {
    std::vector<LegendEntry> entries;
    for (int i = 0; i < curveCount(); ++i) {
        const auto& curve = m_curves[static_cast<std::size_t>(i)];
        if (curve.raw->data()->isEmpty()) continue; // what has no points yet is not explained
        const double value = m_crosshair ? valueAt(curve, *m_crosshair) : curve.last;
        entries.push_back({curve.label, std::isnan(value) ? QString() : valueText(value),
                           curveColour(curve.role, curve.colour), lineOf(curve.role, curve.run),
                           curve.runName});
    }
    m_title->setEntries(std::move(entries));
}

void CurvePlot::setCrosshair(std::optional<double> x) {
    if (x == m_crosshair) return;
    m_crosshair = x;
    m_hair->setVisible(x.has_value());
    if (x) {
        m_hair->start->setCoords(*x, 0);
        m_hair->end->setCoords(*x, 1);
    }
    m_plot->layer(QString::fromLatin1(kHairLayer))->replot(); // the curves are not drawn again
    fillLegend();
}

QSize CurvePlot::minimumSizeHint() const {
    return {kNarrowest, m_title->sizeHint().height() + kLowestAxes};
}

void CurvePlot::fit() {
    m_zoomed = false;
    replotNow();
}

bool CurvePlot::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_plot) return QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::MouseMove: {
        const auto& mouse = *static_cast<QMouseEvent*>(event);
        if (mouse.buttons() & Qt::LeftButton) m_zoomed = true;
        Q_EMIT hovered(m_plot->xAxis->pixelToCoord(mouse.position().x()));
        break;
    }
    case QEvent::Leave:
        Q_EMIT hovered(std::nullopt);
        break;
    case QEvent::MouseButtonDblClick:
        fit();
        return true;
    case QEvent::Wheel: {
        const auto& wheel = *static_cast<QWheelEvent*>(event);
        if (!(wheel.modifiers() & Qt::ControlModifier)) { // the page of plots scrolls
            event->ignore();
            return true;
        }
        zoom(wheel.angleDelta().y() / 120.0, m_plot->xAxis->pixelToCoord(wheel.position().x()));
        return true;
    }
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void CurvePlot::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    scheduleReplot();
}

} // namespace contrafact::ui
