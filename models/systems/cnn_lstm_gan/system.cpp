// SPDX-License-Identifier: GPL-3.0-or-later
// The generator among the parts it shares with the other systems of its paper.
#include "models/compose/roll_code.h"
#include "models/systems/cnn_lstm_gan/generator.h"
#include "models/train/roll_training.h"

#include <string>

namespace contrafact::models::cnn_lstm_gan {

namespace {

std::shared_ptr<compose::RollCode> codeFor(const Params& params) {
    return std::make_shared<compose::RollCode>(compose::RollView::Cells,
                                               std::stoi(params.choice("steps_per_beat")));
}

std::shared_ptr<Generator> generatorFor(const Params& params) {
    return std::make_shared<Generator>(GeneratorOptions{.channels = params.integer("channels"),
                                                        .pitchLayer = params.flag("pitch_layer")});
}

} // namespace

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context) {
    return train::makeRollTraining(context, generatorFor(context.params), codeFor(context.params));
}

std::unique_ptr<Composer> makeComposer(const TensorFile& file, const CheckpointInfo& info) {
    return compose::openNoiseModel({generatorFor(info.params), codeFor(info.params)}, file, info);
}

} // namespace contrafact::models::cnn_lstm_gan
