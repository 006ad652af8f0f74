// SPDX-License-Identifier: GPL-3.0-or-later
// MuseGAN's tonal distance: how far two tracks are apart in harmony, beat by beat.
#include "core/metrics/groups/groups.h"
#include "core/metrics/piece_view.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace contrafact::metrics {

namespace {

constexpr std::array kTonalMetrics{
    Metric{"td_bass_guitar", "Tonal distance bass–guitar", "", 2, Applies::Whole},
    Metric{"td_bass_piano", "Tonal distance bass–piano", "", 2, Applies::Whole},
    Metric{"td_bass_strings", "Tonal distance bass–strings", "", 2, Applies::Whole},
    Metric{"td_guitar_piano", "Tonal distance guitar–piano", "", 2, Applies::Whole},
    Metric{"td_guitar_strings", "Tonal distance guitar–strings", "", 2, Applies::Whole},
    Metric{"td_piano_strings", "Tonal distance piano–strings", "", 2, Applies::Whole},
};
using encoding::Family;
constexpr std::array<std::pair<Family, Family>, kTonalMetrics.size()> kPairs{{
    {Family::Bass, Family::Guitar},
    {Family::Bass, Family::Piano},
    {Family::Bass, Family::Strings},
    {Family::Guitar, Family::Piano},
    {Family::Guitar, Family::Strings},
    {Family::Piano, Family::Strings},
}};

/// Sums to one; all zero for silence.
using Chromas = std::array<Chroma, encoding::kDrums>;

Chromas chromasOf(const PieceView& piece, std::int32_t first, std::int32_t end) {
    Chromas out{};
    for (std::size_t family = 0; family < out.size(); ++family)
        for (auto step = first; step < end; ++step)
            forEachPitch(piece.fine[family + 1][static_cast<std::size_t>(step)],
                         [&](std::size_t pitch) { ++out[family][pitch % 12]; });
    return out;
}

using Point = std::array<double, 6>;

Point tonalCentroid(const Chroma& chroma) {
    constexpr double kPi = std::numbers::pi;
    constexpr std::array kAngles{7 * kPi / 6, 3 * kPi / 2, 2 * kPi / 3};
    constexpr std::array kRadii{1.0, 1.0, 0.5};
    static const auto kRows = [&] {
        std::array<Point, 12> rows{};
        for (std::size_t k = 0; k < rows.size(); ++k)
            for (std::size_t i = 0; i < kAngles.size(); ++i) {
                const double angle = static_cast<double>(k) * kAngles[i];
                rows[k][2 * i] = kRadii[i] * std::sin(angle);
                rows[k][2 * i + 1] = kRadii[i] * std::cos(angle);
            }
        return rows;
    }();
    Point point{};
    for (std::size_t k = 0; k < chroma.size(); ++k)
        for (std::size_t i = 0; i < point.size(); ++i) point[i] += chroma[k] * kRows[k][i];
    return point;
}

void measureTonal(const PieceView& piece, std::size_t, std::span<Share> out) {
    for (std::size_t bar = 0; bar + 1 < piece.fineLines.size(); ++bar) {
        std::array<Share, kPairs.size()> ofBar{};
        const auto end = piece.fineLines[bar + 1];
        for (auto beat = piece.fineLines[bar]; beat < end; beat += kMetricStepsPerBeat) {
            const auto chromas = chromasOf(piece, beat, std::min(beat + kMetricStepsPerBeat, end));
            for (std::size_t i = 0; i < kPairs.size(); ++i)
                ofBar[i].add(tonalDistance(chromas[static_cast<std::size_t>(kPairs[i].first)],
                                           chromas[static_cast<std::size_t>(kPairs[i].second)]));
        }
        for (std::size_t i = 0; i < kPairs.size(); ++i)
            if (ofBar[i].weight > 0) out[i].add(ofBar[i].sum / ofBar[i].weight);
    }
}

} // namespace

double tonalDistance(const Chroma& a, const Chroma& b) {
    const double ofA = std::accumulate(a.begin(), a.end(), 0.0);
    const double ofB = std::accumulate(b.begin(), b.end(), 0.0);
    if (ofA == 0 || ofB == 0) return std::numeric_limits<double>::quiet_NaN();
    const auto from = tonalCentroid(a);
    const auto to = tonalCentroid(b);
    double squares = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {
        const double apart = from[i] / ofA - to[i] / ofB;
        squares += apart * apart;
    }
    return std::sqrt(squares);
}

MetricGroup tonalGroup() {
    return {kTonalMetrics, measureTonal};
}

} // namespace contrafact::metrics
