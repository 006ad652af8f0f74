// SPDX-License-Identifier: GPL-3.0-or-later
// What a checkpoint of this system holds: the network, a bank of training windows to start from
// when there is no music to continue, and which times songs had where the network predicted others.
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

    /// [...] pitches 0..127 as the network's input.
    torch::Tensor encodedPitch(const torch::Tensor& pitches) const;
    /// Times as the network's input and output; seconds(encodedTime(t)) == t. Predictions below 0
    /// are 0.
    double encodedTime(double seconds) const;
    double seconds(double encoded) const;
    /// [rows, 3] as the network's input.
    torch::Tensor encode(std::span<const encoding::NoteRow> rows) const;

    std::int64_t seqLength;
    bool logTime;
    bool octaves; ///< pitches are encoded in octaves from middle C
    Reading reading;
    NoteNet network;
    torch::Tensor bank; ///< [N, L, 3]: pitch 0..127, step s, duration s
    /// [N, 4]: step and duration of training songs as the network predicted them, and as they were.
    torch::Tensor echoes;
};

} // namespace contrafact::models::midi_rnn
