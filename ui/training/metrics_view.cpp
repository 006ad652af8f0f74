// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/metrics_view.h"

#include "ui/controls/counted.h"
#include "ui/controls/section.h"
#include "ui/plots/curve_name.h"
#include "ui/plots/curve_plot.h"
#include "ui/plots/few_ticks.h"
#include "ui/theme/theme.h"

#include <QHeaderView>
#include <QPainter>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace contrafact::ui {

namespace {

enum Column { Name, Newest, Lowest, Highest, Trend, kColumns };
constexpr int kLeastColumn = 76;
const auto kBetween = QStringLiteral("  "); ///< between a number and the words after it
constexpr std::size_t kFewPoints = 10;
constexpr double kSteady = 0.03; ///< of a curve's whole height: less movement is none

QTableWidgetItem* cell(const QString& text, bool number) {
    auto* item = new QTableWidgetItem(text);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    if (number) {
        item->setFont(numberFont());
        item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }
    return item;
}

QPixmap swatch(const QColor& colour) {
    QPixmap image(10, 10);
    image.fill(Qt::transparent);
    QPainter(&image).fillRect(0, 4, 10, 3, colour);
    return image;
}

double meanOf(const std::vector<double>& values, std::size_t begin, std::size_t end) {
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) sum += values[i];
    return sum / static_cast<double>(std::max<std::size_t>(1, end - begin));
}

} // namespace

CurveSummary summarise(const CurveData& curve) {
    CurveSummary out;
    std::vector<double> values;
    for (const double y : curve.y())
        if (std::isnan(y))
            ++out.gaps;
        else
            values.push_back(y);
    out.count = values.size();
    if (values.empty()) return out;
    const std::size_t tenth = std::max<std::size_t>(1, values.size() / 10);
    out.first = meanOf(values, 0, tenth);
    out.last = meanOf(values, values.size() - tenth, values.size());
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    out.lowest = *low;
    out.highest = *high;
    return out;
}

QString trendText(const CurveSummary& summary) {
    QStringList words;
    if (summary.count >= kFewPoints) {
        const double height = summary.highest - summary.lowest;
        const double moved = summary.last - summary.first;
        if (std::abs(moved) <= kSteady * height)
            words << MetricsView::tr("steady");
        else
            words << (moved > 0 ? MetricsView::tr("has risen") : MetricsView::tr("has fallen"));
    }
    if (summary.gaps > 0)
        words << MetricsView::tr("%1 no number")
                     .arg(counted(static_cast<qlonglong>(summary.gaps),
                                  MetricsView::tr("value was"), MetricsView::tr("values were")));
    return words.join(QStringLiteral("; "));
}

MetricsView::MetricsView(QWidget* parent)
    : QWidget(parent)
    , m_table(new QTableWidget(0, kColumns))
    , m_notes(new QLabel) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, metrics::kGap);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_notes);
    m_notes->setWordWrap(true);
    m_notes->setProperty("role", "dim");
    m_notes->setContentsMargins(metrics::kPadding, 0, metrics::kPadding, 0);
    m_table->setHorizontalHeaderLabels(
        {tr("Value"), tr("Newest"), tr("Lowest"), tr("Highest"), kBetween + tr("Trend")});
    alignHeadings();
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(24);
    m_table->setShowGrid(false);
    m_table->setAccessibleName(tr("Newest figures"));
    // The names have what the numbers leave: their ends tell the curves of one plot apart.
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(Name, QHeaderView::Stretch);
    m_table->horizontalHeader()->setMinimumSectionSize(kLeastColumn);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
}

/// Each as its column is.
void MetricsView::alignHeadings() {
    for (int i = 0; i < kColumns; ++i) {
        const bool number = i != Name && i != Trend;
        m_table->horizontalHeaderItem(i)->setTextAlignment(
            (number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
}

void MetricsView::show(const models::SystemDescriptor& system,
                       const std::vector<CurveData>& curves) {
    int row = 0;
    std::size_t gaps = 0;
    for (std::size_t i = 0; i < curves.size(); ++i) {
        if (curves[i].empty()) continue;
        const auto& spec = system.curves[i];
        const auto summary = summarise(curves[i]);
        gaps += summary.gaps;
        if (row >= m_table->rowCount()) m_table->insertRow(row);
        auto* name = cell(curveName(spec), false);
        name->setIcon(swatch(curveColour(spec.role, static_cast<int>(i))));
        m_table->setItem(row, Name, name);
        m_table->setItem(row, Newest, cell(shortNumber(curves[i].last()), true));
        m_table->setItem(row, Lowest, cell(shortNumber(summary.lowest), true));
        m_table->setItem(row, Highest, cell(shortNumber(summary.highest), true));
        m_table->setItem(row, Trend, cell(kBetween + trendText(summary), false));
        ++row;
    }
    m_table->setRowCount(row);
    if (row == 0)
        m_notes->setText(tr("Figures appear with the first steps of a training."));
    else if (gaps > 0)
        m_notes->setText(tr("Some steps gave no numbers: training has gone astray there. Lower "
                            "the learning rate or start again from the last good checkpoint."));
    else
        m_notes->clear();
}

} // namespace contrafact::ui
