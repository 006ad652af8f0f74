// SPDX-License-Identifier: GPL-3.0-or-later
// Notes and chords as words, as music21 writes them in Peterson & Lyster's program: "C4" for a note
// alone, "0.4.7" (the chord's normal order, without octaves) for notes that begin together. Pure;
// any thread.
#pragma once

#include "core/score/score.h"

#include <string>
#include <string_view>
#include <vector>

namespace contrafact::encoding {

/// A word for each onset of the first pitched track, in order; empty when there is none. Notes
/// below C0 are taken an octave up.
std::vector<std::string> pitchWords(const score::Score& score);

/// "F#3", "B-4": flats are written '-'. Precondition: 12..127, octaves 0 to 9; below, "B-1" would
/// be a natural and a flat.
std::string pitchName(int pitch);
/// The pitch classes 0..11 in their most compact order, packed to the left: {0, 4, 7} of any C
/// major chord. Precondition: there is one.
std::vector<int> normalOrder(const std::vector<int>& pitches);

/// The pitches that a word stands for, rising as written; chords lie in octave 4 (60..71). Empty
/// when it is no such word.
std::vector<int> pitchesOf(std::string_view word);

} // namespace contrafact::encoding
