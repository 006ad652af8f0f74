// SPDX-License-Identifier: GPL-3.0-or-later
// How the features are numbered, each kind after the other. Without torch: the sizes of the
// network's tables follow from it.
#pragma once

#include "models/systems/bar_rnn/known.h"

namespace contrafact::models::bar_rnn {

/// Bars back whose notes are shown, and bars ahead of which those are that are given.
inline constexpr std::array<int, 4> kBack{1, 2, 4, 8};
inline constexpr int kBacks = static_cast<int>(kBack.size());
/// Places in a bar, and one for "none".
inline constexpr int kPlaces = encoding::kMostBarSteps + 1;

/// Ways in which a bar may have come again.
inline constexpr int kAgains = kFamilies * encoding::kFamilyBacks + encoding::kWholeBacks;

/// A run of numbers for one kind of feature, laid out one after the other.
struct Layout {
    int size = 0;
    constexpr int take(int count) {
        const int first = size;
        size += count;
        return first;
    }
};

struct Offsets {
    int place, barInEight, meter, since, left, key, chord, chordBack, again, againBack, noteBack,
        onsetBack, match, sounding, givenOnset, givenNow, toPlace, closed, density, height,
        polyphony, repetition, untilGiven, velocity, chordAhead, noteAhead, onsetAhead, lead, size;
};

constexpr Offsets layOut() {
    Layout l;
    Offsets o{};
    o.place = l.take(kPlaces);
    o.barInEight = l.take(8);
    o.meter = l.take(encoding::kMeterClasses);
    o.since = l.take(6);
    o.left = l.take(6);
    o.key = l.take(24);
    o.chord = l.take(encoding::kChords);
    o.chordBack = l.take(kBacks * encoding::kChords);
    o.again = l.take(kAgains);
    o.againBack = l.take(kBacks * kAgains);
    o.noteBack = l.take(kBacks * encoding::kNotes);
    o.onsetBack = l.take(kBacks * kFamilies * kPlaces);
    o.match = l.take(kBacks * kFamilies);
    o.sounding = l.take(encoding::kNotes);
    o.givenOnset = l.take(kFamilies * kPlaces);
    o.givenNow = l.take(encoding::kNotes);
    o.toPlace = l.take(encoding::kNotes);
    o.closed = l.take(kFamilies);
    o.density = l.take(kFamilies * kDensities);
    o.height = l.take(kFamilies * kHeights);
    o.polyphony = l.take(kFamilies * kPolyphonies);
    o.repetition = l.take(kRepetitions);
    o.untilGiven = l.take(6);
    o.velocity = l.take(kFamilies * encoding::kVelocityClasses);
    // Since version 3; tables of older checkpoints end here.
    o.chordAhead = l.take(kBacks * encoding::kChords);
    o.noteAhead = l.take(kBacks * encoding::kNotes);
    o.onsetAhead = l.take(kBacks * kFamilies * kPlaces);
    o.lead = l.take(1 + kFamilies);
    o.size = l.size;
    return o;
}
inline constexpr Offsets kAt = layOut();

/// How many features there are; the rows of the network's table.
inline constexpr int kFeatures = kAt.size;
inline constexpr int kFeaturesBefore3 = kAt.chordAhead;

// Of a given note: which, how long, where in its bar, how far before the next.
inline constexpr int kGivenLength = encoding::kNotes;
inline constexpr int kGivenPlace = kGivenLength + encoding::kDurationClasses;
inline constexpr int kGivenGap = kGivenPlace + encoding::kMostBarSteps;
inline constexpr int kGaps = 9;
/// Features of given notes, in a table of their own.
inline constexpr int kGivenFeatures = kGivenGap + kGaps;

} // namespace contrafact::models::bar_rnn
