// SPDX-License-Identifier: GPL-3.0-or-later
// An evaluation: measures of real music, baselines and generated music side by side, over equally
// many bars, each with a bootstrap interval over its pieces.
#pragma once

#include "core/metrics/bootstrap.h"
#include "core/metrics/copy_check.h"
#include "core/metrics/histograms.h"
#include "core/metrics/pieces.h"

#include <array>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace contrafact::metrics {

enum class Measure {
    EmptyBars,
    UsedPitchClasses,
    UsedBands,
    QualifiedNotes,
    QualifiedNotesPooled,
    Polyphonicity,
    InScale,
    NoteDensity,
    PairwiseDistance,
    LongestRun,
    NearestDistance
};
inline constexpr std::size_t kMeasures = 11;

struct MeasureInfo {
    std::string_view id;
    std::string_view title;
    std::string_view unit;
    int digits;     ///< after the point
    bool wholeOnly; ///< of all families together only
    bool ofDrums;   ///< means something for drums
};
extern const std::array<MeasureInfo, kMeasures> kMeasureInfo;

/// What is measured: all pitched families sounding together, or one family. Note density, pairwise
/// distance and the copy check take the drums in with "all".
inline constexpr std::size_t kScopes = 1 + encoding::kFamilies;
std::string_view scopeId(std::size_t scope);
std::string_view scopeTitle(std::size_t scope);

enum class ColumnKind { Real, Baseline, Generated };

struct Column {
    std::string name;
    ColumnKind kind = ColumnKind::Generated;
    std::vector<Piece> pieces;
    bool trainingMusic = false; ///< the copy check would only find it itself
};

/// NaN where there was nothing to measure.
struct Figure {
    double value = std::numeric_limits<double>::quiet_NaN();
    double low = std::numeric_limits<double>::quiet_NaN(); ///< of the 95 % interval
    double high = std::numeric_limits<double>::quiet_NaN();
};

struct MeasuredColumn {
    std::string name;
    ColumnKind kind = ColumnKind::Generated;
    int bars = 0;
    int pieces = 0;
    bool coarseGrid = false; ///< "QN trivial": no note could be too short
    std::array<std::array<Figure, kScopes>, kMeasures> figures;
    NoteFeatures notes; ///< for histograms

    const Figure& of(Measure measure, std::size_t scope = 0) const {
        return figures[static_cast<std::size_t>(measure)][scope];
    }
};

struct Evaluation {
    std::string reference; ///< the corpus
    std::uint64_t seed = 1;
    std::vector<MeasuredColumn> columns;
};

/// @param copies the reference's training songs; null leaves the copy check out
MeasuredColumn measure(const Column& column, const CopyCheck* copies, std::uint64_t seed);

} // namespace contrafact::metrics
