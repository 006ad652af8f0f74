// SPDX-License-Identifier: GPL-3.0-or-later
// The points of one curve, kept below a limit: beyond it neighbouring points are thinned to the
// lowest and highest of each group, so that spikes and gaps stay visible. A value.
#pragma once

#include <cstddef>
#include <vector>

namespace contrafact::ui {

class CurveData {
public:
    CurveData();

    static constexpr std::size_t kLimit = 100'000;

    /// `x` ascends; NaN in `y` is a gap in the line.
    void append(double x, double y);
    void clear();

    const std::vector<double>& x() const { return m_x; }
    const std::vector<double>& y() const { return m_y; }
    bool empty() const { return m_x.empty(); }
    /// How many points were appended in all, thinned ones included.
    std::size_t appended() const { return m_appended; }
    /// Counts up with each thinning: a plot that had copied points must copy all of them again.
    int generation() const { return m_generation; }
    /// The newest value that is a number; NaN when there is none.
    double last() const { return m_last; }

private:
    void thin();

    std::vector<double> m_x;
    std::vector<double> m_y;
    std::size_t m_appended = 0;
    int m_generation = 0;
    double m_last;
};

} // namespace contrafact::ui
