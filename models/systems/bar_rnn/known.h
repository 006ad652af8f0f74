// SPDX-License-Identifier: GPL-3.0-or-later
// What is known about a piece beside what has been composed: notes that are given, who may play
// where, attributes, the key. In training it is drawn from a song, in composing it is the request.
#pragma once

#include "core/encoding/events.h"
#include "models/systems/bar_rnn/lead.h"

#include <cstdint>
#include <vector>

namespace contrafact::models::bar_rnn {

using encoding::kFamilies;

/// Classes of a family's bar; -1 leaves it open.
struct Attributes {
    std::int8_t density = -1;   ///< 0 silent, 1 sparse .. 4 dense
    std::int8_t height = -1;    ///< 0 low, 1 middle, 2 high
    std::int8_t polyphony = -1; ///< 0 single notes, 1 pairs, 2 chords
    bool operator==(const Attributes&) const = default;
};
inline constexpr int kDensities = 5;
inline constexpr int kHeights = 3;
inline constexpr int kPolyphonies = 3;

/// How much of a song comes again: the share of its families' bars, in four classes.
inline constexpr int kRepetitions = 4;

struct KnownBar {
    std::array<bool, kFamilies> open{true, true, true, true, true}; ///< may be composed
    std::array<Attributes, kFamilies> attributes;
    Lead lead = Lead::Open; ///< of the bars around it
    int inForm = -1;        ///< how many bars of a planned form stand before it; -1: there is none
    bool ends = false;      ///< the last of a piece that ends (see ending.h)
    std::vector<encoding::BarNote> given; ///< in order; all of a family that is not open
    /// Of families whose rhythm is kept and pitches are open: everything holds but the pitch. Such
    /// a family plays nothing else.
    std::vector<encoding::BarNote> rhythm;
    /// Of families whose pitches are kept and rhythm is open: in this order, at other steps.
    std::vector<encoding::BarNote> pitches;
    bool operator==(const KnownBar&) const = default;
};

struct Known {
    std::vector<KnownBar> bars; ///< bars beyond the end: open, nothing known
    int first = 0;              ///< bars of the piece before bar 0
    int key = -1;               ///< 2 * tonic + minor
    int lowest = 0;             ///< pitches that pitched families may be given
    int highest = 127;
    int repetition = -1; ///< class
    int length = -1;     ///< bars from bar 0 to the end of the piece, -1: open
    const KnownBar& at(int bar) const;
};

/// What is asked for, and where that leaves something open, what is planned.
Attributes eitherOf(const Attributes& asked, const Attributes& planned);
/// As measured on the notes of one family in a bar.
Attributes attributesOf(const encoding::NoteBar& bar, int family);
/// A note with a pitch stands in these bars.
bool hasPitches(std::span<const encoding::NoteBar> bars);
/// One is given in them, or kept in part.
bool givesPitches(std::span<const KnownBar> bars);
/// The family has a note in these bars.
bool playsIn(std::span<const encoding::NoteBar> bars, int family);
/// Class of the share of the families' bars that come again.
int repetitionOf(std::span<const encoding::NoteBar> bars);
/// 2 * tonic + minor, by duration-weighted correlation with the keys' profiles; -1 for drums alone.
int keyOf(std::span<const encoding::NoteBar> bars);

} // namespace contrafact::models::bar_rnn
