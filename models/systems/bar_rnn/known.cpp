// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/known.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::bar_rnn {

namespace {

using encoding::Family;
using encoding::kDrums;
using encoding::NoteBar;

/// Upper bounds of the density classes 1 to 3, notes a quarter.
constexpr std::array<double, 3> kPitchedDensity{1.0, 2.5, 5.0};
constexpr std::array<double, 3> kDrumDensity{2.0, 4.0, 6.0};
/// Upper bounds of low and middle, mean MIDI pitch.
constexpr std::array<double, 2> kBassHeight{37, 44};
constexpr std::array<double, 2> kOtherHeight{55, 67};
/// Notes struck at once.
constexpr std::array<double, 2> kAtOnce{1.25, 2.5};
constexpr std::array<double, kRepetitions - 1> kShares{0.1, 0.35, 0.6};

template<std::size_t N>
int classOf(double value, const std::array<double, N>& bounds) {
    return static_cast<int>(std::ranges::upper_bound(bounds, value) - bounds.begin());
}

// Krumhansl & Kessler (1982), as in score::estimateKey.
constexpr std::array<double, 12> kMajor{6.35, 2.23, 3.48, 2.33, 4.38, 4.09,
                                        2.52, 5.19, 2.39, 3.66, 2.29, 2.88};
constexpr std::array<double, 12> kMinor{6.33, 2.68, 3.52, 5.38, 2.60, 3.53,
                                        2.54, 4.75, 3.98, 2.69, 3.34, 3.17};

double correlation(const std::array<double, 12>& weights, const std::array<double, 12>& profile,
                   std::size_t tonic) {
    double meanWeight = 0, meanProfile = 0;
    for (std::size_t i = 0; i < 12; ++i) {
        meanWeight += weights[i] / 12;
        meanProfile += profile[i] / 12;
    }
    double both = 0, own = 0;
    for (std::size_t i = 0; i < 12; ++i) {
        const double weight = weights[(tonic + i) % 12] - meanWeight;
        both += weight * (profile[i] - meanProfile);
        own += (profile[i] - meanProfile) * (profile[i] - meanProfile);
    }
    return both / std::sqrt(own);
}

bool anyPitched(const std::vector<encoding::BarNote>& notes) {
    return std::ranges::any_of(
        notes, [](const encoding::BarNote& note) { return note.family != encoding::kDrums; });
}

} // namespace

const KnownBar& Known::at(int bar) const {
    static const KnownBar open;
    const auto index = static_cast<std::size_t>(bar);
    return bar >= 0 && index < bars.size() ? bars[index] : open;
}

Attributes eitherOf(const Attributes& asked, const Attributes& planned) {
    const auto either = [](std::int8_t own, std::int8_t other) { return own >= 0 ? own : other; };
    return {either(asked.density, planned.density), either(asked.height, planned.height),
            either(asked.polyphony, planned.polyphony)};
}

Attributes attributesOf(const NoteBar& bar, int family) {
    int notes = 0, onsets = 0, last = -1;
    double pitch = 0;
    for (const auto& note : bar.notes) {
        if (note.family != family) continue;
        ++notes;
        pitch += note.pitch;
        onsets += note.step != last;
        last = note.step;
    }
    if (notes == 0) return {0, -1, -1};
    const double quarters = double(bar.steps) / encoding::kFineStepsPerQuarter;
    const auto& density = family == kDrums ? kDrumDensity : kPitchedDensity;
    const auto& height = family == static_cast<int>(Family::Bass) ? kBassHeight : kOtherHeight;
    Attributes found;
    found.density = static_cast<std::int8_t>(1 + classOf(notes / quarters, density));
    if (family == kDrums) return found;
    found.height = static_cast<std::int8_t>(classOf(pitch / notes, height));
    found.polyphony = static_cast<std::int8_t>(classOf(double(notes) / onsets, kAtOnce));
    return found;
}

bool hasPitches(std::span<const encoding::NoteBar> bars) {
    return std::ranges::any_of(bars, [](const auto& bar) { return anyPitched(bar.notes); });
}

bool givesPitches(std::span<const KnownBar> bars) {
    return std::ranges::any_of(bars, [](const KnownBar& bar) {
        return anyPitched(bar.given) || anyPitched(bar.rhythm) || anyPitched(bar.pitches);
    });
}

bool playsIn(std::span<const NoteBar> bars, int family) {
    return std::ranges::any_of(bars, [&](const NoteBar& bar) {
        return std::ranges::count(bar.notes, family, &encoding::BarNote::family) > 0;
    });
}

int repetitionOf(std::span<const NoteBar> bars) {
    int playing = 0, again = 0;
    for (std::size_t i = 0; i < bars.size(); ++i)
        for (int family = 0; family < kFamilies; ++family) {
            const auto plays = [&](const auto& note) { return note.family == family; };
            if (!std::ranges::any_of(bars[i].notes, plays)) continue;
            ++playing;
            again += encoding::familyRepeat(bars.first(i), bars[i], family) >= 0;
        }
    return playing == 0 ? 0 : classOf(double(again) / playing, kShares);
}

int keyOf(std::span<const NoteBar> bars) {
    std::array<double, 12> weights{};
    double all = 0;
    for (const auto& bar : bars)
        for (const auto& note : bar.notes) {
            if (note.family == kDrums) continue;
            weights[note.pitch % 12] += note.steps();
            all += note.steps();
        }
    if (all == 0) return -1;
    int key = -1;
    double best = 0;
    for (int i = 0; i < 24; ++i) {
        const auto fit =
            correlation(weights, i % 2 == 1 ? kMinor : kMajor, static_cast<std::size_t>(i / 2));
        if (key >= 0 && fit <= best) continue;
        key = i;
        best = fit;
    }
    return key;
}

} // namespace contrafact::models::bar_rnn
