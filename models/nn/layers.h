// SPDX-License-Identifier: GPL-3.0-or-later
// What networks of plain layers share: stacks of dense ones, first weights, batch norm's
// statistics.
#pragma once

#include "models/nn/torch.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace contrafact::models::nn {

/// Dense layers from width to width, registered in `module` as "dense1", ...
std::vector<torch::nn::Linear> denseLayers(torch::nn::Module& module,
                                           const std::vector<std::int64_t>& widths);

/// How first weights are drawn.
enum class Start {
    Torch,  ///< uniform within 1 / sqrt(inputs), biases too
    Keras,  ///< kernels Glorot-uniform, biases 0; recurrent layers see Recurrent
    Normal, ///< N(0, 0.02), biases 0
};
/// "torch", "keras" or "normal"
Start startOf(const std::string& choice);
/// All dense, convolving and recurrent layers inside `module`, which must be on the CPU; scales and
/// shifts of norms stay as they are.
void drawWeights(torch::nn::Module& module, Start start, at::Generator& generator);

/// Batch norm by Keras's conventions: it keeps `kept` of its running means with each batch.
torch::nn::BatchNorm1dOptions kerasNorm(std::int64_t width, double kept);

/// Sets the statistics of all batch norms inside `module` to those of the batch that `forward`
/// sends through it: averaged weights have none of their own.
void measureNorms(torch::nn::Module& module, const std::function<void()>& forward);

} // namespace contrafact::models::nn
