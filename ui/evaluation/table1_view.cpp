// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/table1_view.h"

#include "core/metrics/table1.h"
#include "ui/theme/theme.h"

#include <QHeaderView>

#include <cmath>

namespace contrafact::ui {

namespace {

enum Table1Column { Music, Empty, Classes, Bands, Qualified, Distance, Rank };
constexpr int kTable1Row = 24;

QString shownWords(std::string_view text) {
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

QStringList table1Headings() {
    QStringList headings;
    for (const auto heading : measures::kTable1Headings) headings << shownWords(heading);
    return headings;
}

QTableWidgetItem* wordsCell(const QString& text) {
    auto* item = new QTableWidgetItem(text);
    item->setToolTip(text);
    return item;
}

QTableWidgetItem* figureCell(double value, int digits) {
    auto* item = new QTableWidgetItem(std::isnan(value) ? QStringLiteral("–")
                                                        : QString::number(value, 'f', digits));
    item->setFont(numberFont());
    item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return item;
}

QTableWidgetItem* rankCell(const measures::Table1Row& row) {
    auto* item = figureCell(row.rank, 0);
    if (row.rank == 0) item->setText(QStringLiteral("–"));
    return item;
}

} // namespace

Table1View::Table1View(QWidget* parent)
    : QTableWidget(0, int(measures::kTable1Headings.size()), parent) {
    setObjectName("evaluationTable1");
    setAccessibleName(shownWords(measures::kTable1Title));
    setToolTip(shownWords(measures::kTable1Note));
    setHorizontalHeaderLabels(table1Headings());
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setTabKeyNavigation(false);
    setFrameShape(NoFrame);
    setShowGrid(false);
    setAlternatingRowColors(true);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(kTable1Row);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setSectionResizeMode(Music, QHeaderView::Stretch);
    horizontalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    horizontalHeaderItem(Music)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

void Table1View::show(const measures::Evaluation& evaluation) {
    const auto rows = measures::table1(evaluation);
    setRowCount(int(rows.size()));
    for (int i = 0; i < rowCount(); ++i) {
        const auto& row = rows[std::size_t(i)];
        const auto name = QString::fromStdString(row.name);
        setItem(i, Music, wordsCell(row.printed ? tr("%1, printed").arg(name) : name));
        setItem(i, Empty, figureCell(row.emptyBars, 1));
        setItem(i, Classes, figureCell(row.pitchClasses, 2));
        setItem(i, Bands, figureCell(row.pitchBands, 2));
        setItem(i, Qualified, figureCell(row.qualified, 1));
        setItem(i, Distance, figureCell(row.training ? std::nan("") : row.distance, 1));
        setItem(i, Rank, rankCell(row));
    }
}

} // namespace contrafact::ui
