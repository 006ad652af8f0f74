// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/piece_view.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace contrafact::metrics {

namespace {

BarLines barLines(const Piece& piece, int stepsPerBeat) {
    BarLines lines;
    for (int bar = 0; bar <= piece.bars; ++bar) {
        const auto ticks = piece.score.meter.barStart(bar).value * stepsPerBeat;
        const auto step =
            static_cast<std::int32_t>((ticks + piece.score.ppq() / 2) / piece.score.ppq());
        // A bar of a few ticks still has a step.
        lines.push_back(lines.empty() ? step : std::max(step, lines.back() + 1));
    }
    return lines;
}

void addTrack(const score::Track& track, int ppq, std::int32_t end, std::vector<ListenNote>& out) {
    const double stepsPerTick = static_cast<double>(kListenStepsPerBeat) / ppq;
    const auto rounded = [&](score::Tick tick) {
        return static_cast<std::int32_t>(
            std::nearbyint(static_cast<double>(tick.value) * stepsPerTick));
    };
    for (const auto& note : track.notes()) {
        if (note.pitch < score::kMinPitch || note.pitch > score::kMaxPitch) continue;
        // Rounding may bring a note to the piece's end: it belongs to its last step.
        const auto step = std::min(rounded(note.onset), end - 1);
        out.push_back({step, std::clamp(rounded(note.end()), step + 1, end),
                       static_cast<std::uint8_t>(note.pitch.value), note.velocity});
    }
}

void addSounding(const std::vector<ListenNote>& notes, BoolRoll& roll) {
    for (const auto& note : notes) {
        const auto end = std::min(note.end, note.step + kLongestSound);
        for (auto step = note.step; step < end; ++step)
            roll[static_cast<std::size_t>(step)].set(note.pitch);
    }
}

} // namespace

PieceView::PieceView(const Piece& piece, const CopyReport* report)
    : lines(barLines(piece, kListenStepsPerBeat))
    , fineLines(barLines(piece, kMetricStepsPerBeat))
    , copies(report) {
    for (int i = 0; i < piece.score.trackCount(); ++i) {
        const auto& track = piece.score.track(i);
        addTrack(track, piece.score.ppq(), lines.back(),
                 notes[static_cast<std::size_t>(encoding::familyOf(track.info))]);
    }
    const auto grid = encoding::toGrid(piece.score, kMetricStepsPerBeat);
    const auto fineSteps = static_cast<std::size_t>(fineLines.back());
    fine[kWhole].resize(fineSteps);
    for (int family = 0; family < encoding::kFamilies; ++family) {
        const auto index = static_cast<std::size_t>(family);
        std::ranges::sort(notes[index], {}, [](const ListenNote& note) {
            return std::tuple(note.step, note.pitch, note.end);
        });
        sounding[index].resize(static_cast<std::size_t>(lines.back()));
        addSounding(notes[index], sounding[index]);
        auto& roll = fine[scopeOf(family)];
        roll = boolRoll(grid, family, true);
        roll.resize(fineSteps);
        for (std::size_t step = 0; step < fineSteps && family != encoding::kDrums; ++step)
            fine[kWhole][step] |= roll[step];
    }
}

int PieceView::barOf(std::int32_t step) const {
    const auto after = std::ranges::upper_bound(lines, step) - lines.begin();
    return std::clamp(static_cast<int>(after) - 1, 0, std::max(bars() - 1, 0));
}

bool PieceView::silent() const {
    return std::ranges::all_of(notes, [](const auto& family) { return family.empty(); });
}

} // namespace contrafact::metrics
