// SPDX-License-Identifier: GPL-3.0-or-later
// Where in the bar notes begin, and how alike bars are in that.
#include "core/metrics/groups/groups.h"
#include "core/metrics/piece_view.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

namespace contrafact::metrics {

namespace {

constexpr std::array kRhythmMetrics{
    Metric{"onset_bar", "Onsets on bar lines", "%", 1, Applies::Every},
    Metric{"onset_beat", "Onsets on other beats", "%", 1, Applies::Every},
    Metric{"onset_eighth", "Onsets on off-beat eighths", "%", 1, Applies::Every},
    Metric{"onset_finer", "Onsets elsewhere", "%", 1, Applies::Every},
    Metric{"groove", "Groove consistency", "", 3, Applies::Every},
    Metric{"drum_pattern", "Drum pattern (DP)", "%", 1, Applies::Drums},
};

std::size_t placeOf(std::int32_t step) {
    if (step == 0) return 0;
    if (step % kListenStepsPerBeat == 0) return 1;
    return step % (kListenStepsPerBeat / 2) == 0 ? 2 : 3;
}

void addPlaces(const PieceView& piece, FamilyRange families, std::span<Share> out) {
    std::array<double, 4> counts{};
    for (auto family = families.first; family < families.end; ++family)
        for (const auto& note : piece.notes[family])
            ++counts[placeOf(note.step -
                             piece.lines[static_cast<std::size_t>(piece.barOf(note.step))])];
    const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
    for (std::size_t i = 0; i < counts.size(); ++i) out[i] = Share::percent(counts[i], all);
}

std::vector<OnsetVector> onsetVectors(const PieceView& piece, FamilyRange families) {
    std::vector<OnsetVector> bars;
    for (std::size_t bar = 0; bar + 1 < piece.lines.size(); ++bar)
        bars.emplace_back(static_cast<std::size_t>(piece.lines[bar + 1] - piece.lines[bar]), false);
    for (auto family = families.first; family < families.end; ++family)
        for (const auto& note : piece.notes[family]) {
            const auto bar = static_cast<std::size_t>(piece.barOf(note.step));
            bars[bar][static_cast<std::size_t>(note.step - piece.lines[bar])] = true;
        }
    return bars;
}

Share groove(const PieceView& piece, FamilyRange families) {
    Share out;
    const bool silent =
        std::all_of(piece.notes.begin() + static_cast<std::ptrdiff_t>(families.first),
                    piece.notes.begin() + static_cast<std::ptrdiff_t>(families.end),
                    [](const auto& notes) { return notes.empty(); });
    if (silent) return out;
    const auto bars = onsetVectors(piece, families);
    for (std::size_t i = 1; i < bars.size(); ++i) out.add(grooveLikeness(bars[i - 1], bars[i]));
    return out;
}

Share drumPatterns(const PieceView& piece) {
    Share out;
    const auto& lines = piece.fineLines;
    for (std::size_t bar = 0; bar + 1 < lines.size(); ++bar)
        out.add(100 *
                drumPattern(onsetsOf(piece.fine[kDrumScope], static_cast<std::size_t>(lines[bar]),
                                     static_cast<std::size_t>(lines[bar + 1]))));
    return out;
}

void measureRhythm(const PieceView& piece, std::size_t scope, std::span<Share> out) {
    const auto families = familiesOf(scope, true);
    addPlaces(piece, families, out);
    out[4] = groove(piece, families);
    if (scope == kDrumScope) out[5] = drumPatterns(piece);
}

} // namespace

double grooveLikeness(const OnsetVector& a, const OnsetVector& b) {
    const auto length = std::max(a.size(), b.size());
    if (length == 0) return std::numeric_limits<double>::quiet_NaN();
    std::size_t differing = 0;
    for (std::size_t i = 0; i < length; ++i)
        differing += (i < a.size() && a[i]) != (i < b.size() && b[i]);
    return 1 - static_cast<double>(differing) / static_cast<double>(length);
}

std::vector<int> onsetsOf(const BoolRoll& roll, std::size_t first, std::size_t end) {
    std::vector<int> onsets;
    for (auto step = first; step < end; ++step) {
        const auto before = step > 0 ? roll[step - 1] : Sounding();
        onsets.push_back(static_cast<int>((roll[step] & ~before).count()));
    }
    return onsets;
}

double drumPattern(std::span<const int> onsets, int rotations) {
    constexpr std::array kMask{1.0, 0.3, 0.0, 0.0, 0.0, 0.3};
    const int all = std::accumulate(onsets.begin(), onsets.end(), 0);
    if (all == 0) return std::numeric_limits<double>::quiet_NaN();
    double best = 0;
    for (int turn = 0; turn < rotations; ++turn) {
        double sum = 0;
        for (std::size_t step = 0; step < onsets.size(); ++step) {
            const auto from = step + kMask.size() - static_cast<std::size_t>(turn);
            sum += kMask[from % kMask.size()] * onsets[step];
        }
        best = std::max(best, sum);
    }
    return best / all;
}

MetricGroup rhythmGroup() {
    return {kRhythmMetrics, measureRhythm};
}

} // namespace contrafact::metrics
