// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/evaluation.h"

#include "core/metrics/density.h"
#include "core/metrics/pairwise.h"
#include "core/metrics/roll_metrics.h"

#include <cmath>
#include <functional>
#include <numeric>

namespace contrafact::metrics {

const std::array<MeasureInfo, kMeasures> kMeasureInfo{{
    {"eb", "Empty bars (EB)", "%", 1, false, true},
    {"upc", "Used pitch classes (UPC)", "", 2, false, false},
    {"upc_musegan", "UPC as MuseGAN counts", "", 2, false, false},
    {"qn", "Qualified notes (QN)", "%", 1, false, false},
    {"qn_pooled", "QN, all notes pooled", "%", 1, false, false},
    {"pr", "Polyphonicity (PR)", "%", 1, false, false},
    {"in_scale", "In C major", "", 3, false, false},
    {"density", "Notes a bar", "", 2, false, true},
    {"pairwise", "Pairwise distance", "%", 3, false, true},
    {"longest_run", "Longest copied run", "notes", 1, true, true},
    {"nearest", "Distance to training", "", 3, true, true},
}};

std::string_view scopeId(std::size_t scope) {
    return scope == 0 ? std::string_view("all") : encoding::kFamilyInfo[scope - 1].id;
}

std::string_view scopeTitle(std::size_t scope) {
    return scope == 0 ? std::string_view("All families") : encoding::kFamilyInfo[scope - 1].title;
}

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kBarsPerSegment = encoding::kSteps / encoding::kStepsPerBar;
/// A segment is one of many pairs: more of them say nothing new, and each is 20 kB.
constexpr std::size_t kMostSegments = 1000;

/// What one piece adds to every measure: sums, so that resampling only adds up.
struct Parts {
    std::array<RollMeter, kScopes> meters;
    std::array<double, kScopes> notes{};
    int bars = 0;
    double longestRun = kNaN;
    double nearest = kNaN;
};

Parts measurePiece(const Piece& piece, const CopyCheck* copies) {
    Parts parts;
    parts.bars = piece.bars;
    const auto grid = encoding::toGrid(piece.score, kMetricStepsPerBeat);
    const auto steps = static_cast<std::size_t>(piece.bars) * kMetricStepsPerBar;
    BoolRoll together(steps);
    for (int family = 0; family < encoding::kFamilies; ++family) {
        const auto scope = static_cast<std::size_t>(family) + 1;
        auto roll = boolRoll(grid, family, true);
        roll.resize(steps);
        parts.meters[scope].add(roll);
        parts.notes[scope] = static_cast<double>(grid.notes[scope - 1].size());
        parts.notes[0] += parts.notes[scope];
        for (std::size_t i = 0; i < steps && family != encoding::kDrums; ++i)
            together[i] |= roll[i];
    }
    parts.meters[0].add(together);
    if (copies && grid.noteCount() > 0) {
        const auto report = copies->check(piece.score);
        parts.longestRun = report.longestRun;
        parts.nearest = report.nearestDistance;
    }
    return parts;
}

double meanOf(const std::vector<Parts>& all, std::span<const std::size_t> chosen,
              double Parts::*member) {
    double sum = 0;
    int count = 0;
    for (const auto each : chosen) {
        if (std::isnan(all[each].*member)) continue;
        sum += all[each].*member;
        ++count;
    }
    return count ? sum / count : kNaN;
}

using Values = std::array<double, kMeasures>;

/// Everything but the pairwise distance, for one choice of pieces.
Values valuesOf(const std::vector<Parts>& all, std::span<const std::size_t> chosen,
                std::size_t scope) {
    RollMeter meter;
    double notes = 0;
    int bars = 0;
    for (const auto each : chosen) {
        meter.add(all[each].meters[scope]);
        notes += all[each].notes[scope];
        bars += all[each].bars;
    }
    const auto roll = meter.result();
    return {roll.emptyBars,
            roll.usedPitchClasses,
            roll.usedBands,
            roll.qualifiedNotes,
            roll.qualifiedNotesPooled,
            roll.polyphonicity,
            roll.inScale,
            bars ? notes / bars : kNaN,
            kNaN,
            meanOf(all, chosen, &Parts::longestRun),
            meanOf(all, chosen, &Parts::nearest)};
}

bool applies(std::size_t measure, std::size_t scope) {
    const auto& info = kMeasureInfo[measure];
    return scope == 0 || (!info.wholeOnly && (info.ofDrums || scope != kScopes - 1));
}

void fillScope(MeasuredColumn& column, const std::vector<Parts>& parts,
               const std::vector<std::vector<std::size_t>>& drawn, std::size_t scope) {
    std::vector<std::size_t> every(parts.size());
    std::iota(every.begin(), every.end(), std::size_t{0});
    const auto values = valuesOf(parts, every, scope);
    std::array<std::vector<double>, kMeasures> spread;
    for (const auto& chosen : drawn) {
        const auto again = valuesOf(parts, chosen, scope);
        for (std::size_t i = 0; i < kMeasures; ++i) spread[i].push_back(again[i]);
    }
    for (std::size_t i = 0; i < kMeasures; ++i) {
        if (!applies(i, scope) || std::isnan(values[i])) continue;
        const auto interval = percentileInterval(std::move(spread[i]));
        column.figures[i][scope] = {values[i], interval.low, interval.high};
    }
}

std::vector<encoding::Segment> segmentsOf(std::span<const Piece> pieces) {
    std::vector<encoding::Segment> segments;
    for (const auto& piece : pieces) {
        const auto grid = encoding::toGrid(piece.score);
        for (int bar = 0; bar + kBarsPerSegment <= piece.bars; bar += kBarsPerSegment)
            if (segments.size() < kMostSegments)
                segments.push_back(encoding::segmentAt(grid, bar * encoding::kStepsPerBar));
    }
    return segments;
}

/// A mean over pairs varies with its segments twice as much as a mean over them: to first order
/// each segment stands on both sides (Hoeffding 1948).
Figure pairwiseFigure(std::span<const encoding::Segment> segments, int family, std::uint64_t seed) {
    const auto distances = pairwiseDistances(segments, family);
    if (distances.empty()) return {};
    const auto mean = [&](std::span<const std::size_t> chosen) {
        double sum = 0;
        for (const auto each : chosen) sum += distances[each];
        return 100 * sum / static_cast<double>(chosen.size());
    };
    const double value = 100 * meanPairwiseDistance(segments, family);
    const auto interval = bootstrap(distances.size(), mean, seed);
    return {value, std::max(0.0, value - 2 * (value - interval.low)),
            value + 2 * (interval.high - value)};
}

} // namespace

MeasuredColumn measure(const Column& column, const CopyCheck* copies, std::uint64_t seed) {
    MeasuredColumn out;
    out.name = column.name;
    out.kind = column.kind;
    out.bars = barsOf(column.pieces);
    out.pieces = static_cast<int>(column.pieces.size());
    out.coarseGrid = isOnCoarseGrid(column.pieces);
    std::vector<Parts> parts;
    for (const auto& piece : column.pieces) {
        parts.push_back(measurePiece(piece, column.trainingMusic ? nullptr : copies));
        out.notes.add(piece.score);
    }
    if (parts.empty()) return out;
    const auto drawn = resamples(parts.size(), kResamples, seed);
    const auto segments = segmentsOf(column.pieces);
    for (std::size_t scope = 0; scope < kScopes; ++scope) {
        fillScope(out, parts, drawn, scope);
        out.figures[static_cast<std::size_t>(Measure::PairwiseDistance)][scope] =
            pairwiseFigure(segments, static_cast<int>(scope) - 1, seed);
    }
    return out;
}

} // namespace contrafact::metrics
