// SPDX-License-Identifier: GPL-3.0-or-later
// The corpus as note rows.
#pragma once

#include "core/encoding/note_rows.h"
#include "models/systems/midi_rnn/model.h"
#include "models/train/system.h"

#include <vector>

namespace contrafact::models::midi_rnn {

/// All songs of one split, one after the other.
struct Rows {
    torch::Tensor encoded;    ///< [rows, 3] as the network's input
    torch::Tensor pitches;    ///< [rows] classes
    std::int64_t windows = 0; ///< of L + 1 rows, one from each row on; 0 when there are too few

    std::int64_t size() const { return pitches.numel(); }
};

struct NoteData {
    Rows training;
    Rows held;
    torch::Tensor bank; ///< see Model::bank
};

/// Songs without pitched notes are named in context.log. Throws train::Stopped.
NoteData readNotes(const train::Context& context, const Model& model);

/// Windows of L rows that begin at `starts` [B], and the row after each, for `model`. Row i is
/// transposed by shifts[i] semitones, as far as its pitches stay in 0..127.
struct Batch {
    torch::Tensor rows; ///< [B, L, 3]
    NextNote next;
};
Batch batchAt(const Rows& rows, const torch::Tensor& starts, const torch::Tensor& shifts,
              const Model& model);

} // namespace contrafact::models::midi_rnn
