// SPDX-License-Identifier: GPL-3.0-or-later
// The generator among the parts it shares with the other systems of its paper.
#include "models/compose/roll_code.h"
#include "models/systems/naive_gan/generator.h"
#include "models/train/roll_training.h"

#include <string>

namespace contrafact::models::naive_gan {

namespace {

std::shared_ptr<compose::RollCode> codeFor(const Params& params) {
    return std::make_shared<compose::RollCode>(compose::RollView::Tokens,
                                               std::stoi(params.choice("steps_per_beat")),
                                               compose::TokenOptions::from(params));
}

} // namespace

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context) {
    return train::makeRollTraining(context, std::make_shared<Generator>(), codeFor(context.params));
}

std::unique_ptr<Composer> makeComposer(const TensorFile& file, const CheckpointInfo& info) {
    return compose::openNoiseModel({std::make_shared<Generator>(), codeFor(info.params)}, file,
                                   info);
}

} // namespace contrafact::models::naive_gan
