// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compose/demands.h"

#include <QLabel>

namespace contrafact::ui {

/// What became of the demands, in one line; what is not met stands out. A click on one selects the
/// notes that it is about.
class ReportLine : public QLabel {
    Q_OBJECT
public:
    explicit ReportLine(QWidget* parent = nullptr);

    void setDemands(std::vector<Demand> demands);
    const std::vector<Demand>& demands() const { return m_demands; }

Q_SIGNALS:
    void notesChosen(const contrafact::score::Selection& notes);

private:
    void restyle();

    std::vector<Demand> m_demands;
};

} // namespace contrafact::ui
