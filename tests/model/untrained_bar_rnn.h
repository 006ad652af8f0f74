// SPDX-License-Identifier: GPL-3.0-or-later
// A small network of random weights: what holds of its music holds whatever was learned.
#pragma once

#include "models/nn/random.h"
#include "models/systems/bar_rnn/model.h"

#include <map>
#include <string>

namespace contrafact::test {

inline models::bar_rnn::Model
untrainedBarRnn(const std::map<std::string, std::string>& sizes = {
                    {"hidden", "16"}, {"embed", "8"}, {"inputs", "8"}, {"given", "8"}}) {
    models::bar_rnn::Model model(models::findSystem("bar-rnn")->training.parse(sizes).value());
    auto generator = models::nn::generator(3);
    model.network->initialise(generator);
    model.network->eval();
    return model;
}

} // namespace contrafact::test
