// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/histograms.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace contrafact::metrics {

namespace {

constexpr int kTimeBins = 30;
constexpr double kShownShare = 0.99;
constexpr double kShortestSpan = 0.1; ///< s: music in one instant still gets bins with a width

std::vector<double> pooled(std::span<const NoteFeatures* const> sets, NoteFeature feature) {
    std::vector<double> all;
    for (const auto* set : sets) {
        const auto& values = set->of(feature);
        all.insert(all.end(), values.begin(), values.end());
    }
    return all;
}

std::vector<double> pitchEdges(const std::vector<double>& all) {
    const auto [low, high] = std::ranges::minmax_element(all);
    std::vector<double> edges;
    for (double edge = *low - 0.5; edge <= *high + 0.5; ++edge) edges.push_back(edge);
    return edges;
}

std::vector<double> timeEdges(std::vector<double> all) {
    const auto place = static_cast<std::size_t>(kShownShare * static_cast<double>(all.size() - 1));
    std::ranges::nth_element(all, all.begin() + static_cast<std::ptrdiff_t>(place));
    const double width = std::max(all[place], kShortestSpan) / kTimeBins;
    std::vector<double> edges;
    for (int i = 0; i <= kTimeBins; ++i) edges.push_back(i * width);
    return edges;
}

Histogram fill(const std::vector<double>& values, const std::vector<double>& edges) {
    Histogram out{edges, std::vector<double>(edges.size() - 1, 0), values.size()};
    for (const double value : values) {
        const auto after = std::ranges::upper_bound(edges, value) - edges.begin();
        const auto last = static_cast<std::ptrdiff_t>(out.shares.size()) - 1;
        ++out.shares[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(after - 1, 0, last))];
    }
    for (auto& share : out.shares)
        if (!values.empty()) share /= static_cast<double>(values.size());
    return out;
}

} // namespace

void NoteFeatures::add(const score::Score& score) {
    for (int i = 0; i < score.trackCount(); ++i)
        if (!score.track(i).info.isDrums()) add(score.track(i), score.tempo);
}

void NoteFeatures::add(const score::Track& track, const score::TempoMap& tempo) {
    double before = track.notes().empty() ? 0 : tempo.toSeconds(track.notes().front().onset).value;
    for (const auto& note : track.notes()) {
        const double begin = tempo.toSeconds(note.onset).value;
        values[0].push_back(note.pitch.value);
        values[1].push_back(begin - before);
        values[2].push_back(tempo.toSeconds(note.end()).value - begin);
        before = begin;
    }
}

NoteFeatures noteFeatures(std::span<const score::Score> scores) {
    NoteFeatures features;
    for (const auto& score : scores) features.add(score);
    return features;
}

std::vector<Histogram> histograms(std::span<const NoteFeatures* const> sets, NoteFeature feature) {
    const auto all = pooled(sets, feature);
    if (all.empty()) return std::vector<Histogram>(sets.size());
    const auto edges = feature == NoteFeature::Pitch ? pitchEdges(all) : timeEdges(all);
    std::vector<Histogram> out;
    for (const auto* set : sets) out.push_back(fill(set->of(feature), edges));
    return out;
}

double overlappedArea(const Histogram& a, const Histogram& b) {
    if (a.notes == 0 || b.notes == 0) return std::numeric_limits<double>::quiet_NaN();
    double common = 0;
    for (std::size_t i = 0; i < a.shares.size(); ++i) common += std::min(a.shares[i], b.shares[i]);
    return common;
}

double divergence(const Histogram& real, const Histogram& other) {
    if (real.notes == 0 || other.notes == 0) return std::numeric_limits<double>::quiet_NaN();
    constexpr double kAdded = 0.5;
    const auto shareOf = [](const Histogram& of, std::size_t bin) {
        const auto notes = static_cast<double>(of.notes);
        return (of.shares[bin] * notes + kAdded) /
               (notes + kAdded * static_cast<double>(of.shares.size()));
    };
    double nats = 0;
    for (std::size_t i = 0; i < real.shares.size(); ++i)
        nats += shareOf(real, i) * std::log(shareOf(real, i) / shareOf(other, i));
    return nats;
}

} // namespace contrafact::metrics
