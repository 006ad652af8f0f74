// SPDX-License-Identifier: GPL-3.0-or-later
// A piece made ready for measuring, once for all metrics: its notes and what sounds at each step,
// by family, on two grids, with the bars of its meter.
#pragma once

#include "core/metrics/copy_check.h"
#include "core/metrics/metric.h"
#include "core/metrics/pieces.h"
#include "core/metrics/roll_metrics.h"

#include <array>
#include <cstdint>
#include <vector>

namespace contrafact::metrics {

/// The listener's grid: sixteenths. Onset and end are rounded each (half to even), a note is at
/// least one step.
inline constexpr int kListenStepsPerBeat = 4;
/// A note is taken to sound for four bars of 4/4 at most: what is longer was left hanging.
inline constexpr int kLongestSound = 64;

struct ListenNote {
    std::int32_t step = 0;
    std::int32_t end = 1;
    std::uint8_t pitch = 0;
    std::uint8_t velocity = 0;
};

/// First steps of bars, and one past the last bar.
using BarLines = std::vector<std::int32_t>;

struct PieceView {
    /// @param copies what the copy check says of the piece, or null
    explicit PieceView(const Piece& piece, const CopyReport* copies = nullptr);

    int bars() const { return static_cast<int>(lines.size()) - 1; }
    /// The bar that holds `step`.
    int barOf(std::int32_t step) const;
    bool silent() const;

    BarLines lines;                                                 ///< on the listener's grid
    std::array<std::vector<ListenNote>, encoding::kFamilies> notes; ///< sorted by step and pitch
    std::array<BoolRoll, encoding::kFamilies> sounding;             ///< on the listener's grid

    BarLines fineLines;                 ///< at 24 steps a beat
    std::array<BoolRoll, kScopes> fine; ///< at 24 steps a beat; the first: all pitched families
    const CopyReport* copies = nullptr;
};

/// The families of a scope: the one, or all; without `drums` all pitched ones.
struct FamilyRange {
    std::size_t first = 0;
    std::size_t end = 0;
};
constexpr FamilyRange familiesOf(std::size_t scope, bool drums) {
    if (scope != kWhole) return {scope - 1, scope};
    return {0, static_cast<std::size_t>(drums ? encoding::kFamilies : encoding::kDrums)};
}

} // namespace contrafact::metrics
