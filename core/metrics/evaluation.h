// SPDX-License-Identifier: GPL-3.0-or-later
// An evaluation: all metrics of real music, baselines and generated music side by side, over
// equally many bars, each with a bootstrap interval over its songs and pieces.
#pragma once

#include "core/metrics/copy_check.h"
#include "core/metrics/figure.h"
#include "core/metrics/histograms.h"
#include "core/metrics/metric.h"
#include "core/metrics/pieces.h"
#include "core/metrics/real_or_generated.h"

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace contrafact::metrics {

enum class ColumnKind { Real, Baseline, Generated };
std::string_view kindId(ColumnKind kind);

struct Column {
    std::string name;
    ColumnKind kind = ColumnKind::Generated;
    std::vector<Piece> pieces;
    bool trainingMusic = false; ///< the copy check would only find it itself
    std::string remark;         ///< what went wrong with it, in part or altogether
};

struct MeasuredColumn {
    std::string name;
    ColumnKind kind = ColumnKind::Generated;
    std::string remark;
    int bars = 0;
    int pieces = 0;
    int coarseGrid = 0; ///< steps a beat, or 0: there is no such grid; "QN trivial" otherwise
    std::vector<std::array<Figure, kScopes>> figures; ///< in the order of metrics()
    std::vector<Tell> tells;                          ///< what tells it from real music
    std::string untold; ///< why that could not be found out; empty: it could, or it is real music
    NoteFeatures notes; ///< for histograms

    const Figure& of(std::size_t metric, std::size_t scope = kWhole) const {
        return figures[metric][scope];
    }
    /// NaN for an id that no metric has.
    Figure of(std::string_view id, std::size_t scope = kWhole) const;
};

struct Evaluation {
    std::string reference; ///< the corpus
    std::uint64_t seed = 1;
    int pieceBars = kBarsPerPiece;
    std::vector<MeasuredColumn> columns;
};

/// What a column is held against; both may be left out.
struct Against {
    const CopyCheck* copies = nullptr; ///< of the reference's training songs
    /// The real bars as they are on a grid of so many steps a beat (0: as they are): music on a
    /// coarse grid is told from real music on that grid, or the grid alone would give it away.
    std::function<const BarTable&(int stepsPerBeat)> realBars;
};

/// A column without pieces has no figures.
MeasuredColumn measure(const Column& column, const Against& against, std::uint64_t seed);

/// Bars of a column that the classifier sees, at most.
inline constexpr std::size_t kMostToldBars = 3000;

} // namespace contrafact::metrics
