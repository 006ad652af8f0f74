// SPDX-License-Identifier: GPL-3.0-or-later
// Transposed convolutions as plain ones. The results are torch's own but for rounding; on the CPU
// torch's take several times as long, since oneDNN computes plain convolutions only.
#pragma once

#include "models/nn/torch.h"

#include <torch/nn/modules/conv.h>

namespace contrafact::models::nn {

/// A layer of an odd kernel, stride 1 and half a kernel's padding: [B, in, H, W] -> [B, out, H, W].
torch::Tensor sameSize(const torch::nn::ConvTranspose2d& layer, const torch::Tensor& maps);
/// A layer of kernel 4, stride 2 and padding 1: [B, in, H, W] -> [B, out, 2 H, 2 W].
torch::Tensor twiceTheSize(const torch::nn::ConvTranspose2d& layer, const torch::Tensor& maps);

} // namespace contrafact::models::nn
