// SPDX-License-Identifier: GPL-3.0-or-later
// For composing step by step: weights copied out of torch, and a dense layer in plain C++.
#pragma once

#include "models/nn/step_matrix.h"
#include "models/nn/torch.h"

#include <cstdint>
#include <span>
#include <vector>

namespace contrafact::models::nn {

/// A copy on the CPU in single precision, row by row.
std::vector<float> values(const torch::Tensor& tensor);

/// A matrix and its bias.
struct DenseLayer {
    StepMatrix weight;       ///< [inputs, outputs]
    std::vector<float> bias; ///< [outputs]
    void apply(std::span<const float> in, std::span<float> out) const;
};

/// weight [outputs, inputs], bias [outputs], as they are now.
DenseLayer denseLayer(const torch::Tensor& weight, const torch::Tensor& bias);
DenseLayer denseLayer(const torch::nn::Linear& layer);

} // namespace contrafact::models::nn
