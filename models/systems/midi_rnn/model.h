// SPDX-License-Identifier: GPL-3.0-or-later
// What a checkpoint of this system holds: the network, a bank of training windows to start from
// when there is no music to go on from, and which times really came when the network said others.
#pragma once

#include "core/encoding/note_rows.h"
#include "models/api/checkpoint.h"
#include "models/systems/midi_rnn/network.h"
#include "models/systems/midi_rnn/reading.h"

#include <span>
#include <vector>

namespace contrafact::models::midi_rnn {

struct Model {
    explicit Model(const Params& training);
    void save(TensorFile& file) const;
    void load(const TensorFile& file);

    /// [...] pitches 0..127 as the network hears them.
    torch::Tensor heardPitch(const torch::Tensor& pitches) const;
    /// Times as the network hears and says them; seconds(heard(t)) == t. Said times below 0 are 0.
    double heard(double seconds) const;
    double seconds(double said) const;
    /// [rows, 3] as the network hears them.
    torch::Tensor encode(std::span<const encoding::NoteRow> rows) const;

    std::int64_t seqLength;
    bool logTime;
    bool octaves; ///< pitches are heard in octaves from middle C
    Reading reading;
    NoteNet network;
    torch::Tensor bank; ///< [N, L, 3]: pitch 0..127, step s, duration s
    /// [N, 4]: step and duration as the network said them of real music, and as they were.
    torch::Tensor echoes;
};

} // namespace contrafact::models::midi_rnn
