// SPDX-License-Identifier: GPL-3.0-or-later
// What the network is told beside the last event: numbers of features that hold, summed as rows of
// one table. The same code feeds training and composing.
#pragma once

#include "models/systems/bar_rnn/known.h"

#include <vector>

namespace contrafact::models::bar_rnn {

/// Which inputs beside the last event the network gets: each can be left out to see what it brings.
struct FeatureChoice {
    bool history = true;    ///< what began here 1, 2, 4, 8 bars ago
    bool sounding = true;   ///< what sounds now
    bool ahead = true;      ///< what of the given begins here 1, 2, 4, 8 bars later
    bool attributes = true; ///< density, height, polyphony, lead, repetition, length
    bool key = true;
};

/// Appends the features that hold after `state`'s last event.
void appendFeatures(std::vector<std::int32_t>& out, const encoding::EventState& state,
                    const Known& known, const FeatureChoice& choice);

/// The given notes of all bars in order, as the backward network reads them.
struct GivenNote {
    std::int16_t bar = 0;
    encoding::BarNote note;
};
std::vector<GivenNote> givenNotes(const Known& known);
/// How many of them lie at or before the state's place.
std::size_t passedNotes(const std::vector<GivenNote>& given, const encoding::EventState& state);

/// Features of a given note for the backward network: four numbers into a table of its own.
inline constexpr int kGivenPerNote = 4;
/// `after`: the given note that follows, nullptr for the last.
std::array<std::int32_t, kGivenPerNote> givenFeatures(const GivenNote& note,
                                                      const GivenNote* after);

} // namespace contrafact::models::bar_rnn
