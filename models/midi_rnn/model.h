// SPDX-License-Identifier: GPL-3.0-or-later
// What a checkpoint of this system holds: the network, and a bank of training windows to start
// from when there is no music to go on from.
#pragma once

#include "core/roll/note_rows.h"
#include "models/api/checkpoint.h"
#include "models/midi_rnn/network.h"

#include <span>
#include <vector>

namespace contrafact::models::midi_rnn {

struct Model {
    explicit Model(const Params& training);
    void save(TensorFile& file) const;
    void load(const TensorFile& file);

    /// Times as the network hears and says them; timeOf(heard(t)) == t. Said times below 0 are 0.
    double heard(double seconds) const;
    double seconds(double said) const;
    /// [rows, 3] as the network hears them.
    torch::Tensor encode(std::span<const roll::NoteRow> rows) const;

    std::int64_t seqLength;
    bool logTime;
    NoteNet network;
    torch::Tensor bank; ///< [N, L, 3]: pitch 0..127, step s, duration s
};

} // namespace contrafact::models::midi_rnn
