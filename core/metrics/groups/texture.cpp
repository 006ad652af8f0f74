// SPDX-License-Identifier: GPL-3.0-or-later
// How thick the music is: notes sounding together, notes a bar, pitches that never pause, silence.
#include "core/encoding/segment.h"
#include "core/metrics/groups/groups.h"
#include "core/metrics/piece_view.h"

#include <algorithm>
#include <array>

namespace contrafact::metrics {

namespace {

constexpr std::array kTextureMetrics{
    Metric{"polyphony", "Notes together", "", 2},
    Metric{"density", "Notes a bar", "", 2, Applies::Every},
    Metric{"density_playing", "Notes a bar that has any", "", 2, Applies::Every},
    Metric{"drone", "Drone", "%", 1},
    Metric{"empty_beats", "Empty beats", "%", 1, Applies::Every},
};

void addPolyphony(const BoolRoll& roll, Share& out) {
    for (const auto& pitches : roll)
        if (pitches.any()) out.add(static_cast<double>(pitches.count()));
}

/// Of the time that pitches sound, the part in pitches that sound all through a segment of four
/// bars, held or struck again without a gap; one step may be missing.
void addDrone(const BoolRoll& roll, const BarLines& lines, Share& out) {
    const auto bars = static_cast<int>(lines.size()) - 1;
    for (int bar = 0; bar < bars; bar += encoding::kBarsPerSegment) {
        const auto first = lines[static_cast<std::size_t>(bar)];
        const auto end =
            lines[static_cast<std::size_t>(std::min(bar + encoding::kBarsPerSegment, bars))];
        std::array<int, encoding::kPitches> steps{};
        for (auto step = first; step < end; ++step)
            forEachPitch(roll[static_cast<std::size_t>(step)],
                         [&](std::size_t pitch) { ++steps[pitch]; });
        const bool whole = bar + encoding::kBarsPerSegment <= bars;
        for (const int count : steps) {
            out.weight += count;
            if (whole && count >= end - first - 1) out.sum += 100 * count;
        }
    }
}

Share emptyBeats(const PieceView& piece, FamilyRange families) {
    Share out;
    for (std::size_t bar = 0; bar + 1 < piece.lines.size(); ++bar)
        for (auto beat = piece.lines[bar]; beat < piece.lines[bar + 1];
             beat += kListenStepsPerBeat) {
            const auto end = std::min(beat + kListenStepsPerBeat, piece.lines[bar + 1]);
            bool sounds = false;
            for (auto family = families.first; family < families.end; ++family)
                for (auto step = beat; step < end; ++step)
                    sounds = sounds || piece.sounding[family][static_cast<std::size_t>(step)].any();
            out.add(sounds ? 0 : 100);
        }
    return out;
}

void addDensity(const PieceView& piece, FamilyRange families, Share& all, Share& playing) {
    std::vector<bool> plays(static_cast<std::size_t>(piece.bars()), false);
    double notes = 0;
    for (auto family = families.first; family < families.end; ++family)
        for (const auto& note : piece.notes[family]) {
            plays[static_cast<std::size_t>(piece.barOf(note.step))] = true;
            ++notes;
        }
    all = {notes, static_cast<double>(piece.bars())};
    playing = {notes, static_cast<double>(std::ranges::count(plays, true))};
}

void measureTexture(const PieceView& piece, std::size_t scope, std::span<Share> out) {
    const auto every = familiesOf(scope, true);
    const auto pitched = familiesOf(scope, false);
    for (auto family = pitched.first; family < pitched.end; ++family) {
        addPolyphony(piece.sounding[family], out[0]);
        addDrone(piece.sounding[family], piece.lines, out[3]);
    }
    addDensity(piece, every, out[1], out[2]);
    out[4] = emptyBeats(piece, every);
}

} // namespace

MetricGroup textureGroup() {
    return {kTextureMetrics, measureTexture};
}

} // namespace contrafact::metrics
