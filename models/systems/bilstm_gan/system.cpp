// SPDX-License-Identifier: GPL-3.0-or-later
// The generator among the parts it shares with the other systems of its paper.
#include "models/compose/roll_code.h"
#include "models/systems/bilstm_gan/generator.h"
#include "models/train/roll_training.h"

#include <string>

namespace contrafact::models::bilstm_gan {

namespace {

std::shared_ptr<compose::RollCode> codeFor(const Params& params) {
    const auto view =
        params.choice("view") == "tokens" ? compose::RollView::Tokens : compose::RollView::Cells;
    return std::make_shared<compose::RollCode>(view, std::stoi(params.choice("steps_per_beat")),
                                               compose::TokenOptions::from(params));
}

std::shared_ptr<Generator> generatorFor(const Params& params, const compose::RollCode& code) {
    return std::make_shared<Generator>(GeneratorOptions{.steps = code.steps(),
                                                        .features = code.features(),
                                                        .width = params.integer("width"),
                                                        .dropout = params.real("dropout")});
}

} // namespace

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context) {
    const auto code = codeFor(context.params);
    return train::makeRollTraining(context, generatorFor(context.params, *code), code);
}

std::unique_ptr<Composer> makeComposer(const TensorFile& file, const CheckpointInfo& info) {
    const auto code = codeFor(info.params);
    return compose::openNoiseModel({generatorFor(info.params, *code), code}, file, info);
}

} // namespace contrafact::models::bilstm_gan
