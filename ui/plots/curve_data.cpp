// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/curve_data.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace contrafact::ui {

CurveData::CurveData()
    : m_last(std::numeric_limits<double>::quiet_NaN()) {}

void CurveData::append(double x, double y) {
    m_x.push_back(x);
    m_y.push_back(y);
    ++m_appended;
    if (!std::isnan(y)) m_last = y;
    if (m_x.size() > kLimit) thin();
}

void CurveData::clear() {
    const int generation = m_generation;
    *this = CurveData();
    m_generation = generation + 1;
}

/// Of every four neighbours two stay, in their order: the lowest and the highest, or a gap in place
/// of one of them.
void CurveData::thin() {
    std::size_t kept = 0;
    const auto keep = [&](std::size_t i) {
        m_x[kept] = m_x[i];
        m_y[kept++] = m_y[i];
    };
    for (std::size_t begin = 0; begin < m_x.size(); begin += 4) {
        const std::size_t end = std::min(begin + 4, m_x.size());
        std::size_t low = begin, high = begin;
        std::size_t gap = end;
        for (std::size_t i = begin; i < end; ++i) {
            if (std::isnan(m_y[i])) gap = i;
            // Comparisons with a gap are false both ways, so a first gap must be passed over.
            if (m_y[i] < m_y[low] || std::isnan(m_y[low])) low = i;
            if (m_y[i] > m_y[high] || std::isnan(m_y[high])) high = i;
        }
        if (gap != end) low = gap;
        keep(std::min(low, high));
        if (low != high) keep(std::max(low, high));
    }
    m_x.resize(kept);
    m_y.resize(kept);
    ++m_generation;
}

} // namespace contrafact::ui
