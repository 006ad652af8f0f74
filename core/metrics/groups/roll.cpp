// SPDX-License-Identifier: GPL-3.0-or-later
// MuseGAN's measures of one track, at 24 steps a beat, bar by bar.
#include "core/metrics/groups/groups.h"
#include "core/metrics/piece_view.h"

#include <array>

namespace contrafact::metrics {

namespace {

constexpr std::array kRollMetrics{
    Metric{"eb", "Empty bars (EB)", "%", 1, Applies::Every},
    Metric{"upc", "Used pitch classes (UPC)", "", 2},
    Metric{"upc_musegan", "UPC as MuseGAN counts", "", 2},
    Metric{"qn", "Qualified notes (QN)", "%", 1, Applies::Pitched, Pool::Mean, true},
    Metric{"qn_pooled", "QN, all notes pooled", "%", 1, Applies::Pitched, Pool::Mean, true},
    Metric{"pr", "Polyphonicity (PR)", "%", 1},
    Metric{"in_scale", "In C major", "", 3},
};

void measureRoll(const PieceView& piece, std::size_t scope, std::span<Share> out) {
    RollMeter meter;
    for (std::size_t bar = 0; bar + 1 < piece.fineLines.size(); ++bar)
        meter.addBar(piece.fine[scope], static_cast<std::size_t>(piece.fineLines[bar]),
                     static_cast<std::size_t>(piece.fineLines[bar + 1]));
    const auto& sums = meter.sums();
    const auto filled = static_cast<double>(sums.filledBars);
    out[0] =
        Share::percent(static_cast<double>(sums.bars) - filled, static_cast<double>(sums.bars));
    out[1] = {sums.pitchClasses, filled};
    out[2] = {sums.bands, filled};
    out[3] = Share::percent(sums.qualifiedShare, filled);
    out[4] = Share::percent(static_cast<double>(sums.qualified), static_cast<double>(sums.notes));
    out[5] = Share::percent(sums.polyphonicShare, filled);
    out[6] = {static_cast<double>(sums.cellsInScale), static_cast<double>(sums.cells)};
}

} // namespace

MetricGroup rollGroup() {
    return {kRollMetrics, measureRoll};
}

} // namespace contrafact::metrics
