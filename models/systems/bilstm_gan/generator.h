// SPDX-License-Identifier: GPL-3.0-or-later
// The generator of the bi-LSTM GAN: three LSTM layers read noise as a sequence, two dense ones
// write all steps of a piece at once. Shapes: B pieces of [steps, features].
#pragma once

#include "models/nn/players.h"
#include "models/nn/recurrent.h"

namespace contrafact::models::bilstm_gan {

struct GeneratorOptions {
    std::int64_t steps = 100;
    std::int64_t features = 1;
    std::int64_t width = 512;
    double dropout = 0.3;
};

class Generator : public nn::PieceGenerator {
public:
    explicit Generator(const GeneratorOptions& options);
    /// Noise [B, steps * features], read as [B, steps, features] -> pieces of the same shape in
    /// -1..1.
    torch::Tensor forward(const torch::Tensor& noise, at::Generator& drops) override;

private:
    torch::Tensor dropped(const torch::Tensor& rows, at::Generator& drops) const;

    GeneratorOptions m_options;
    nn::Recurrent m_lstm1, m_lstm2, m_lstm3;
    torch::nn::Linear m_dense;
    torch::nn::BatchNorm1d m_norm;
    torch::nn::Linear m_steps;
};

} // namespace contrafact::models::bilstm_gan
