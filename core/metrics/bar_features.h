// SPDX-License-Identifier: GPL-3.0-or-later
// Bars as rows of numbers, by which real and generated ones may be told apart.
#pragma once

#include "core/metrics/piece_view.h"
#include "core/metrics/stumps.h"

#include <span>
#include <string>
#include <vector>

namespace contrafact::metrics {

struct BarTable {
    FeatureTable features;  ///< a row per bar that is not silent, a column per barFeatureNames()
    std::vector<int> piece; ///< by row: which song, or which piece that is of no song, 0 ..
};

/// "Piano: notes"; in order.
const std::vector<std::string>& barFeatureNames();

/// Of the pieces until there are `mostBars` bars.
BarTable barTable(std::span<const Piece> pieces, std::size_t mostBars);

} // namespace contrafact::metrics
