// SPDX-License-Identifier: GPL-3.0-or-later
// Notes and chords by name, as systems read them that know neither lengths nor rests: one token for
// each moment at which the instrument plays. A note is its name and octave ("C4", "F#3"), a chord
// its pitch classes in normal order ("0.4.7"), without its octaves. Pure; any thread.
#pragma once

#include "core/score/score.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace contrafact::encoding {

/// Pitch classes 0..11 from the one from which the chord spans least; of equal spans the one whose
/// lower notes lie closer. Doubles count once.
std::vector<int> normalOrder(std::span<const int> pitches);

/// Precondition: there are pitches, 0..127. One pitch class in several octaves is a note, the
/// lowest.
std::string chordToken(std::span<const int> pitches);

/// A note's pitch; a chord's pitches upwards, its first one in the octave of middle C. Empty where
/// the token cannot be read.
std::vector<int> pitchesOf(std::string_view token);

/// What belongs to a chord: the notes that begin at its onset, or all that sound there.
enum class ChordNotes { Struck, Sounding };
/// Notes, in order of their onsets, as tokens.
std::vector<std::string> chordTokens(std::span<const score::Note> notes,
                                     ChordNotes which = ChordNotes::Struck);

} // namespace contrafact::encoding
