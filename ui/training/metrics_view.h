// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/descriptor.h"
#include "ui/plots/curve_data.h"

#include <QWidget>

#include <vector>

class QLabel;
class QTableWidget;

namespace contrafact::ui {

/// The newest figure of every curve, grouped by plot: newest, best so far and at which step; and in
/// plain words what they mean. A curve that has stood still or turned is said to have done so.
class MetricsView : public QWidget {
    Q_OBJECT
public:
    explicit MetricsView(QWidget* parent = nullptr);
    void show(const models::SystemDescriptor& system, const std::vector<CurveData>& curves);

private:
    void alignHeadings();

    QTableWidget* m_table;
    QLabel* m_notes;
};

/// Where a curve has been: needed to say in words how training goes.
struct CurveSummary {
    double first = 0; ///< mean of the first tenth
    double last = 0;  ///< mean of the last tenth
    double lowest = 0;
    double highest = 0;
    std::size_t gaps = 0; ///< values that were no numbers
    std::size_t count = 0;
};
CurveSummary summarise(const CurveData& curve);

/// Plain words on one curve: "rising", "falling", "steady", with gaps named; empty with too few
/// points.
QString trendText(const CurveSummary& summary);

} // namespace contrafact::ui
