// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/model.h"

#include "models/nn/tensors.h"

namespace contrafact::models::bar_rnn {

FeatureChoice featureChoice(const Params& training) {
    return {.history = training.flag("history"),
            .sounding = training.flag("sounding"),
            .attributes = training.flag("attributes"),
            .key = training.flag("key")};
}

Model::Model(const Params& training)
    : choice(featureChoice(training))
    , network(NetworkOptions::from(training)) {}

void Model::save(TensorFile& file) const {
    nn::saveModule(*network, "network", file);
}

void Model::load(const TensorFile& file) {
    nn::loadModule(*network, "network", file);
    network->eval();
}

} // namespace contrafact::models::bar_rnn
