// SPDX-License-Identifier: GPL-3.0-or-later
// What a checkpoint of this system holds.
#pragma once

#include "models/api/checkpoint.h"
#include "models/api/generation.h"
#include "models/nn/stacked_net.h"
#include "models/systems/multi_rnn/roll.h"

#include <array>
#include <memory>

namespace contrafact::models::multi_rnn {

struct Model {
    explicit Model(const Params& training);
    void save(TensorFile& file) const;
    void load(const TensorFile& file);

    /// The network's outputs as scores of cells: probabilities, or what the squared error left.
    std::vector<float> scores(std::span<const float> outputs) const;

    RollOptions roll;
    std::int64_t length; ///< steps of a window
    bool likelihood;     ///< outputs are logits of cells; otherwise the cells themselves
    nn::StackedNet network;
    std::array<float, encoding::kFamilies> heard{}; ///< 1 where training songs have the family
    torch::Tensor openings; ///< [N, length, features] bytes, training songs' first windows
};

std::unique_ptr<Composer> makeComposerOf(Model model, CheckpointInfo info);

} // namespace contrafact::models::multi_rnn
