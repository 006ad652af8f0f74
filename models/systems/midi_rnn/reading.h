// SPDX-License-Identifier: GPL-3.0-or-later
// How songs become the rows that the network learns from, and how given music does.
#pragma once

#include "core/encoding/note_rows.h"
#include "models/api/params.h"

#include <vector>

namespace contrafact::models::midi_rnn {

inline constexpr int kOctave = 12; ///< semitones

struct Reading {
    encoding::RowOptions rows;
    bool evenKeys = false; ///< everything is moved to C major or A minor

    static Reading from(const Params& training);
};

/// Semitones, -6 to 5, that move `score` to C major or A minor, by its estimated key.
int shiftToC(const score::Score& score);

/// The rows of the chosen track, shifted by `shift`; pitches that this would take out of 0..127
/// stay an octave nearer.
std::vector<encoding::NoteRow> read(const score::Score& score, const Reading& reading, int shift);
/// `pitch + shift`, by whole octaves back into 0..127.
int shiftedPitch(int pitch, int shift);

} // namespace contrafact::models::midi_rnn
