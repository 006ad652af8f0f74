// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/multi_rnn/model.h"

#include "models/nn/tensors.h"

#include <cmath>
#include <stdexcept>

namespace contrafact::models::multi_rnn {

namespace {

nn::StackedNetOptions rollNetOptions(const Params& training, const RollOptions& roll) {
    return {.features = roll.features(),
            .hidden = training.integer("hidden"),
            .layers = training.integer("layers"),
            .outputs = roll.features(),
            .dropout = training.real("dropout")};
}

} // namespace

Model::Model(const Params& training)
    : roll(RollOptions::from(training))
    , length(training.integer("seq_length"))
    , likelihood(training.choice("loss") == "likelihood")
    , network(rollNetOptions(training, roll))
    , openings(torch::zeros({0, length, roll.features()}, torch::kUInt8)) {}

void Model::save(TensorFile& file) const {
    nn::saveModule(*network, "network", file);
    nn::saveFloats(heard, "statistics/heard", file);
    file.tensors["statistics/openings"] = nn::toFile(openings, DType::U8);
}

void Model::load(const TensorFile& file) {
    nn::loadModule(*network, "network", file);
    nn::loadFloats(heard, "statistics/heard", file);
    openings = nn::required(file, "statistics/openings", 3).to(torch::kUInt8);
    if (openings.size(1) != length || openings.size(2) != roll.features())
        throw std::runtime_error("the checkpoint's openings have another size");
}

std::vector<float> Model::scores(std::span<const float> outputs) const {
    std::vector<float> scores(outputs.begin(), outputs.end());
    if (!likelihood) return scores;
    for (int family = 0; family < encoding::kFamilies; ++family)
        for (int pitch = 0; pitch < encoding::kPitches; ++pitch) {
            auto& score = scores[roll.cell(family, pitch)];
            score = 1 / (1 + std::exp(-score));
        }
    return scores;
}

} // namespace contrafact::models::multi_rnn
