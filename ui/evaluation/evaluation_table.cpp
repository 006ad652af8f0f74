// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/evaluation_table.h"

#include "core/metrics/evaluation_report.h"
#include "ui/evaluation/column_name.h"
#include "ui/theme/theme.h"

#include <QHeaderView>

#include <algorithm>
#include <cmath>

namespace contrafact::ui {

namespace {

QString text(std::string_view words) {
    return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

QString cellText(const measures::MeasuredColumn& column, measures::Measure measure,
                 std::size_t scope) {
    const auto& figure = column.of(measure, scope);
    auto cell = QString::fromStdString(measures::figureText(figure, measure));
    const auto interval = QString::fromStdString(measures::intervalText(figure, measure));
    if (!interval.isEmpty()) cell += "\n" + interval;
    const auto note = QString::fromStdString(measures::noteOn(column, measure));
    if (!note.isEmpty() && !interval.isEmpty()) cell += "\n" + note;
    return cell;
}

} // namespace

EvaluationTable::EvaluationTable(QWidget* parent)
    : QTableWidget(parent) {
    setObjectName("evaluationTable");
    setAccessibleName(tr("Measures with 95 % intervals"));
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setTabKeyNavigation(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
}

void EvaluationTable::addRow(const measures::Evaluation& evaluation, measures::Measure measure,
                             std::size_t scope) {
    const int row = rowCount();
    const auto& info = measures::kMeasureInfo[static_cast<std::size_t>(measure)];
    insertRow(row);
    const auto title =
        info.unit.empty() ? text(info.title) : tr("%1, %2").arg(text(info.title), text(info.unit));
    auto* heading = new QTableWidgetItem(title);
    heading->setData(Qt::UserRole, static_cast<int>(measure));
    setVerticalHeaderItem(row, heading);
    for (int i = 0; i < columnCount(); ++i) {
        auto* item = new QTableWidgetItem(
            cellText(evaluation.columns[static_cast<std::size_t>(i)], measure, scope));
        item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        item->setFont(numberFont());
        setItem(row, i, item);
    }
}

void EvaluationTable::show(const measures::Evaluation& evaluation, std::size_t scope) {
    const int before = std::max(currentRow(), 0);
    clear();
    setRowCount(0);
    setColumnCount(static_cast<int>(evaluation.columns.size()));
    for (int i = 0; i < columnCount(); ++i) {
        const auto& column = evaluation.columns[static_cast<std::size_t>(i)];
        auto* heading = new QTableWidgetItem(
            tr("%1\n%2 bars").arg(shortColumnName(column.name)).arg(column.bars));
        heading->setToolTip(QString::fromStdString(column.name));
        setHorizontalHeaderItem(i, heading);
    }
    for (std::size_t i = 0; i < measures::kMeasures; ++i)
        if (std::ranges::any_of(evaluation.columns, [&](const auto& column) {
                return !std::isnan(column.figures[i][scope].value);
            }))
            addRow(evaluation, static_cast<measures::Measure>(i), scope);
    if (rowCount() > 0) setCurrentCell(std::min(before, rowCount() - 1), 0);
}

measures::Measure EvaluationTable::measure() const {
    const auto* heading = verticalHeaderItem(std::max(currentRow(), 0));
    return heading ? static_cast<measures::Measure>(heading->data(Qt::UserRole).toInt())
                   : measures::Measure::EmptyBars;
}

} // namespace contrafact::ui
