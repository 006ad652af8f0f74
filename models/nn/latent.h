// SPDX-License-Identifier: GPL-3.0-or-later
// Walks in a space of latents: along the sphere where they lie, and along the directions in which
// they differ most.
#pragma once

#include "models/nn/torch.h"

namespace contrafact::models::nn {

/// Between a and b along the sphere, t in 0..1; along the line where they point nearly the same or
/// opposite ways. [K] each.
torch::Tensor slerp(const torch::Tensor& a, const torch::Tensor& b, double t);

/// Rows [N, K], N <= K, made unit length and at right angles in their order (Gram-Schmidt).
torch::Tensor orthonormal(const torch::Tensor& rows);

/// The `count` directions in which rows [N, K] differ most from their mean, most first; unit
/// length, at right angles. [count, K]
torch::Tensor principalDirections(const torch::Tensor& rows, std::int64_t count);

} // namespace contrafact::models::nn
