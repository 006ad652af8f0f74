// SPDX-License-Identifier: GPL-3.0-or-later
// One recurrent layer with its own backward pass. torch's on the CPU builds a graph of some twenty
// nodes for every time step; here a layer is one node, and each weight's gradient one product.
#pragma once

#include "models/nn/torch.h"

namespace contrafact::models::nn {

/// What `layer` (one layer, one direction, with biases, batch first) makes of `rows` [B, L, F] from
/// a zero state: its outputs [B, L, H]. Equal to the layer's own forward up to rounding, gradients
/// too (first ones only); the same bits on every call. On a GPU the layer's own is taken.
torch::Tensor lstmOutputs(torch::nn::LSTM& layer, const torch::Tensor& rows);

} // namespace contrafact::models::nn
