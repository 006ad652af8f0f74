// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/evaluation_table.h"

#include "core/metrics/column_metrics.h"
#include "core/metrics/evaluation_report.h"
#include "ui/evaluation/column_name.h"
#include "ui/theme/theme.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>
#include <cmath>
#include <utility>

namespace contrafact::ui {

namespace {

constexpr int kIntervalRole = Qt::UserRole + 1;
constexpr int kBetween = 7; ///< figure and interval
constexpr int kSide = 10;
constexpr int kRowHeight = 24;

/// Figure and interval in one line: the figure in full, the interval small and dim after it.
class FigureDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& given,
               const QModelIndex& index) const override {
        QStyleOptionViewItem option = given;
        initStyleOption(&option, index);
        const auto figure = std::exchange(option.text, QString());
        option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &option, painter,
                                            option.widget);
        const auto interval = index.data(kIntervalRole).toString();
        QRect room = option.rect.adjusted(kSide, 0, -kSide, 0);
        painter->save();
        painter->setFont(numberFont(10));
        painter->setPen(theme().textDim);
        painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter, interval);
        if (!interval.isEmpty()) room.setRight(room.right() - intervalWidth(interval) - kBetween);
        painter->setFont(numberFont());
        painter->setPen(theme().text);
        painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter, figure);
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
        const auto interval = index.data(kIntervalRole).toString();
        const int figure = QFontMetrics(numberFont()).horizontalAdvance(index.data().toString());
        return {2 * kSide + figure + (interval.isEmpty() ? 0 : kBetween + intervalWidth(interval)),
                kRowHeight};
    }

private:
    static int intervalWidth(const QString& interval) {
        return QFontMetrics(numberFont(10)).horizontalAdvance(interval);
    }
};

QTableWidgetItem* cellOf(const measures::MeasuredColumn& column, std::size_t place,
                         std::size_t scope) {
    const auto& metric = measures::metrics()[place];
    const auto& figure = column.of(place, scope);
    const auto interval = QString::fromStdString(measures::intervalText(figure, metric));
    const auto note = QString::fromStdString(measures::noteOn(column, metric));
    const bool noted = !note.isEmpty() && !interval.isEmpty();
    auto* item = new QTableWidgetItem(
        QString::fromStdString(measures::cellText(column, place, scope)) + (noted ? "*" : ""));
    item->setData(kIntervalRole, interval);
    QStringList tip{QString::fromStdString(column.name)};
    if (!interval.isEmpty()) tip << EvaluationTable::tr("95 % interval: %1").arg(interval);
    if (metric.id == measures::kAucId && !column.tells.empty())
        tip << EvaluationTable::tr("Told by: %1")
                   .arg(QString::fromStdString(measures::tellsText(column)));
    if (metric.id == measures::kAucId && !column.untold.empty())
        tip << QString::fromStdString(column.untold);
    if (noted) tip << EvaluationTable::tr("* %1: notes of this grid are never short").arg(note);
    item->setToolTip(tip.join(QLatin1Char('\n')));
    item->setData(Qt::AccessibleTextRole, tip.join(QStringLiteral(", ")));
    return item;
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
    setItemDelegate(new FigureDelegate(this));
    setFrameShape(NoFrame);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setWordWrap(false);
    verticalHeader()->setDefaultSectionSize(kRowHeight);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

void EvaluationTable::addRow(const measures::Evaluation& evaluation, std::size_t metric,
                             std::size_t scope) {
    const int row = rowCount();
    insertRow(row);
    auto* heading = new QTableWidgetItem(
        QString::fromStdString(measures::titleOf(measures::metrics()[metric])));
    heading->setData(Qt::UserRole, static_cast<int>(metric));
    setVerticalHeaderItem(row, heading);
    for (int i = 0; i < columnCount(); ++i) {
        setItem(row, i, cellOf(evaluation.columns[static_cast<std::size_t>(i)], metric, scope));
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
        heading->setToolTip(QString::fromStdString(
            column.remark.empty() ? column.name : column.name + "\n" + column.remark));
        setHorizontalHeaderItem(i, heading);
    }
    for (std::size_t i = 0; i < measures::metrics().size(); ++i)
        if (measures::isShown(evaluation, i, scope)) addRow(evaluation, i, scope);
    if (rowCount() > 0) setCurrentCell(std::min(before, rowCount() - 1), 0);
}

std::size_t EvaluationTable::metric() const {
    const auto* heading = verticalHeaderItem(std::max(currentRow(), 0));
    return heading ? static_cast<std::size_t>(heading->data(Qt::UserRole).toInt()) : 0;
}

} // namespace contrafact::ui
