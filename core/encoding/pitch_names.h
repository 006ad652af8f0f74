// SPDX-License-Identifier: GPL-3.0-or-later
// Notes and chords as words, as music21 writes them in Peterson & Lyster's program: "C4" for a note
// alone, "0.4.7" (the chord's normal order, without octaves) for notes that begin together. Pure;
// any thread. chord_tokens.h has the names of Tham's program, which spells and places them
// otherwise.
#pragma once

#include "core/score/score.h"

#include <string>
#include <string_view>
#include <vector>

namespace contrafact::encoding {

/// A word for each onset of the first pitched track, moved up by `semitones` (-12..12), in order;
/// empty when there is none. Notes below C0 are taken an octave up, those above G9 an octave down.
std::vector<std::string> pitchWords(const score::Score& score, int semitones = 0);

/// "F#3", "B-4": flats are written '-'. Precondition: 12..127, octaves 0 to 9; below, "B-1" would
/// be a natural and a flat.
std::string pitchName(int pitch);

/// The pitches that a word stands for, rising as written; chords lie in octave 4 (60..71). Empty
/// when it is no such word.
std::vector<int> pitchesOfWord(std::string_view word);

} // namespace contrafact::encoding
