// SPDX-License-Identifier: GPL-3.0-or-later
// What a checkpoint of this system holds: the network, and the manner of its songs. What composing
// may add: a style.
#pragma once

#include "models/api/checkpoint.h"
#include "models/systems/bar_rnn/manner.h"
#include "models/systems/bar_rnn/network.h"

namespace contrafact::models::bar_rnn {

FeatureChoice featureChoice(const Params& training);

struct Model {
    explicit Model(const Params& training);
    void save(TensorFile& file) const;
    void load(const TensorFile& file);

    FeatureChoice choice;
    EventNet network;
    Manner manner;            ///< empty where older checkpoints have none
    nn::RecurrentState start; ///< of the forward LSTM; undefined: zero. Not in the checkpoint.
};

} // namespace contrafact::models::bar_rnn
