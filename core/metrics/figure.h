// SPDX-License-Identifier: GPL-3.0-or-later
// A measured value with its interval.
#pragma once

#include <limits>

namespace contrafact::metrics {

/// NaN where there was nothing to measure.
struct Figure {
    double value = std::numeric_limits<double>::quiet_NaN();
    double low = std::numeric_limits<double>::quiet_NaN(); ///< of the 95 % interval
    double high = std::numeric_limits<double>::quiet_NaN();
};

} // namespace contrafact::metrics
