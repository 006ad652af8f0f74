// SPDX-License-Identifier: GPL-3.0-or-later
// A curve as seen at a width: what lies in each column of pixels, from lowest to highest, so that a
// hundred thousand points are painted in the time of a few hundred and no spike is lost. A pure
// function.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace contrafact::ui {

/// The values of one column, joined to the column before: where the curve goes on from it without a
/// gap, its last value there is one of the values here.
struct ColumnSpan {
    int column = 0;
    double low = 0;
    double high = 0;
    double first = 0; ///< of the column's own values, in the order of x
    double last = 0;
    bool joined = false; ///< the curve comes from the span before without a gap
};

/// `point(i)` has `key` (ascending) and `value` (NaN: a gap in the line) for i in [begin, end).
/// Keys lower..upper fall on columns 0..columns - 1; columns without a point have no span.
template<typename Points>
std::vector<ColumnSpan> envelope(Points begin, Points end, double lower, double upper, int columns);

template<typename Points>
std::vector<ColumnSpan> envelope(Points begin, Points end, double lower, double upper,
                                 int columns) {
    std::vector<ColumnSpan> spans;
    if (!(upper > lower) || columns <= 0) return spans;
    spans.reserve(static_cast<std::size_t>(columns) + 2);
    const double scale = columns / (upper - lower);
    bool joins = false;
    for (auto point = begin; point != end; ++point) {
        const double value = point->value;
        if (value != value) { // not a number
            joins = false;
            continue;
        }
        // Neighbours of the shown range come along, from any distance.
        const int column = static_cast<int>(
            std::clamp((point->key - lower) * scale, -1.0, static_cast<double>(columns)));
        if (joins && spans.back().column == column) {
            auto& span = spans.back();
            span.low = std::min(span.low, value);
            span.high = std::max(span.high, value);
            span.last = value;
            continue;
        }
        ColumnSpan span{column, value, value, value, value, joins};
        if (joins && spans.back().column + 1 == column) {
            span.low = std::min(value, spans.back().last);
            span.high = std::max(value, spans.back().last);
        }
        spans.push_back(span);
        joins = true;
    }
    return spans;
}

} // namespace contrafact::ui
