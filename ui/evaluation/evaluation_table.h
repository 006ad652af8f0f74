// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/evaluation/measures.h"

#include <QTableWidget>

namespace contrafact::ui {

/// The measures of one family, a row each, with the evaluation's columns as headings.
class EvaluationTable : public QTableWidget {
    Q_OBJECT
public:
    explicit EvaluationTable(QWidget* parent = nullptr);
    void show(const measures::Evaluation& evaluation, std::size_t scope);
    /// Of the current row.
    std::size_t metric() const;

private:
    void addRow(const measures::Evaluation& evaluation, std::size_t metric, std::size_t scope);
};

} // namespace contrafact::ui
