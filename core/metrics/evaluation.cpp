// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/evaluation.h"

#include "core/metrics/bootstrap.h"
#include "core/metrics/column_metrics.h"
#include "core/metrics/frechet.h"
#include "core/metrics/piece_shares.h"
#include "core/metrics/piece_view.h"

#include <optional>

namespace contrafact::metrics {

namespace {

PieceShares sharesOf(const Column& column, const CopyCheck* copies) {
    PieceShares shares;
    for (const auto& piece : column.pieces) {
        std::optional<CopyReport> report;
        if (copies) report = copies->check(piece.score);
        shares.add(PieceView(piece, report ? &*report : nullptr), piece.song);
    }
    return shares;
}

void fillFigures(MeasuredColumn& column, const PieceShares& shares, std::uint64_t seed) {
    const auto drawn = resamples(shares.owners(), kResamples, seed);
    for (std::size_t metric = 0; metric < column.figures.size(); ++metric)
        for (std::size_t scope = 0; scope < kScopes; ++scope)
            column.figures[metric][scope] = shares.figure(metric, scope, drawn);
}

} // namespace

std::string_view kindId(ColumnKind kind) {
    constexpr std::array<std::string_view, 3> kIds{"real", "baseline", "generated"};
    return kIds[static_cast<std::size_t>(kind)];
}

Figure MeasuredColumn::of(std::string_view id, std::size_t scope) const {
    const auto metric = findMetric(id);
    return metric ? of(*metric, scope) : Figure{};
}

MeasuredColumn measure(const Column& column, const Against& against, std::uint64_t seed) {
    MeasuredColumn out;
    out.name = column.name;
    out.kind = column.kind;
    out.remark = column.remark;
    out.bars = barsOf(column.pieces);
    out.pieces = static_cast<int>(column.pieces.size());
    out.coarseGrid = coarseGridOf(column.pieces);
    out.figures.resize(metrics().size());
    if (column.pieces.empty()) return out;
    for (const auto& piece : column.pieces) out.notes.add(piece.score);
    fillFigures(out, sharesOf(column, column.trainingMusic ? nullptr : against.copies), seed);
    out.figures[*findMetric(kPairwiseId)] = pairwiseFigures(column.pieces, seed);
    if (column.trainingMusic || !against.realBars) return out;
    const auto& real = against.realBars(out.coarseGrid);
    const auto bars = barTable(column.pieces, kMostToldBars);
    out.figures[*findMetric(kFrechetId)][kWhole].value =
        frechetDistance(real.features, bars.features);
    auto told = tellApart(real, bars, seed);
    out.figures[*findMetric(kAucId)][kWhole] = told.auc;
    out.tells = std::move(told.tells);
    out.untold = std::move(told.why);
    return out;
}

} // namespace contrafact::metrics
