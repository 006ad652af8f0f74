// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/countdown.h"

#include <algorithm>

namespace contrafact::ui {

namespace {

constexpr double kMuchLonger = 1.25; ///< of what is shown
constexpr double kMuchMore = 10;     ///< and by so many seconds

} // namespace

void Countdown::estimate(double seconds, double now) {
    if (seconds < 0) return clear();
    const auto shown = left(now);
    if (shown && seconds > *shown && seconds < std::max(*shown * kMuchLonger, *shown + kMuchMore))
        return;
    m_end = now + seconds;
}

std::optional<double> Countdown::left(double now) const {
    if (!m_end) return std::nullopt;
    return std::max(0.0, *m_end - now);
}

} // namespace contrafact::ui
