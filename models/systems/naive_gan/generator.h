// SPDX-License-Identifier: GPL-3.0-or-later
// The generator of the naive GAN: dense layers only. Shapes: B pieces of 100 steps.
#pragma once

#include "models/nn/players.h"

#include <vector>

namespace contrafact::models::naive_gan {

inline constexpr std::int64_t kSteps = 100;

class Generator : public nn::PieceGenerator {
public:
    Generator();
    /// Noise [B, 100] -> pieces [B, 100, 1] in -1..1. No dropout.
    torch::Tensor forward(const torch::Tensor& noise, at::Generator& drops) override;

private:
    std::vector<torch::nn::Linear> m_dense;
    std::vector<torch::nn::BatchNorm1d> m_norms; ///< after each dense layer but the last
};

} // namespace contrafact::models::naive_gan
