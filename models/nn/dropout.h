// SPDX-License-Identifier: GPL-3.0-or-later
// Dropout by position: what is left out is a function of a seed, and is drawn where the values lie,
// so that a training step neither copies masks to a GPU nor depends on torch's global generator.
#pragma once

#include "models/nn/torch.h"

#include <cstdint>

namespace contrafact::models::nn {

/// 1 / keep with probability `keep`, else 0; `keep` in steps of 1/65536. The masks of a CPU and of
/// a GPU differ.
torch::Tensor keepMask(at::IntArrayRef sizes, double keep, std::uint64_t seed,
                       const torch::Device& device);

/// `x` with values left out with `probability` and the others made larger to match; `x` itself at
/// 0.
torch::Tensor dropout(const torch::Tensor& x, double probability, std::uint64_t seed);
/// The same with the next draw of a CPU generator as the seed.
torch::Tensor dropout(const torch::Tensor& x, double probability, at::Generator& generator);

} // namespace contrafact::models::nn
