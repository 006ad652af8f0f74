// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/evaluation/measures.h"

#include <QTableWidget>

namespace contrafact::ui {

/// Table 1 of Liu & Huo: the rows that they print, and what was measured here below them.
class Table1View : public QTableWidget {
    Q_OBJECT
public:
    explicit Table1View(QWidget* parent = nullptr);
    void show(const measures::Evaluation& evaluation);
};

} // namespace contrafact::ui
