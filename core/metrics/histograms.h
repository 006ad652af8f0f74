// SPDX-License-Identifier: GPL-3.0-or-later
// How pitches, steps and durations of notes are spread, with bins that several sets share so that
// one can be laid over another.
#pragma once

#include "core/score/score.h"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace contrafact::metrics {

enum class NoteFeature { Pitch, Step, Duration };
inline constexpr std::size_t kNoteFeatures = 3;

struct NoteFeatureInfo {
    std::string_view id;
    std::string_view title;
    std::string_view unit;
};
inline constexpr std::array<NoteFeatureInfo, kNoteFeatures> kNoteFeatureInfo{{
    {"pitch", "Pitch", "MIDI note"},
    {"step", "Step", "s"},
    {"duration", "Duration", "s"},
}};

/// One number per note of the pitched tracks and feature: the pitch; seconds since the note before
/// in its track began (0 for the first), so that one instrument can be laid over a band; seconds
/// that it sounds.
struct NoteFeatures {
    std::array<std::vector<double>, kNoteFeatures> values;

    const std::vector<double>& of(NoteFeature feature) const {
        return values[static_cast<std::size_t>(feature)];
    }
    std::size_t notes() const { return values[0].size(); }
    void add(const score::Score& score);
    void add(const score::Track& track, const score::TempoMap& tempo);
};
NoteFeatures noteFeatures(std::span<const score::Score> scores);

struct Histogram {
    std::vector<double> edges;  ///< ascending; one more than bins
    std::vector<double> shares; ///< per bin, 0..1; they add up to 1 unless there are no notes
    std::size_t notes = 0;
};

/// One histogram per set, all with the same edges: a bin per semitone for pitches; for the times
/// 30 bins up to what 99 % of all sets' notes stay below. The last bin holds all that is beyond.
std::vector<Histogram> histograms(std::span<const NoteFeatures* const> sets, NoteFeature feature);

/// The share of notes that both have in common, 0..1: the sum of the lesser shares of each bin. NaN
/// where one has no notes. The edges must be the same.
double overlappedArea(const Histogram& a, const Histogram& b);
/// Kullback-Leibler divergence of `real` from `other` in nats, >= 0: how much more a code for
/// `other` takes for the notes of `real`. Half a note is added to each bin, so that it is finite.
double divergence(const Histogram& real, const Histogram& other);

} // namespace contrafact::metrics
