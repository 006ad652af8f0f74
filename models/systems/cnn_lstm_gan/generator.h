// SPDX-License-Identifier: GPL-3.0-or-later
// The generator of the CNN-LSTM GAN: noise becomes a small map, which is made twice as large twice
// and painted over by convolutions. Shapes: B pieces of 96 steps by 84 pitches.
#pragma once

#include "models/nn/players.h"

#include <torch/nn/modules/conv.h>

namespace contrafact::models::cnn_lstm_gan {

struct GeneratorOptions {
    std::int64_t channels = 128;
    /// The last layer reads all pitches of a step and has a bias for each; otherwise it is a
    /// convolution with one bias.
    bool pitchLayer = false;
};

class Generator : public nn::PieceGenerator {
public:
    explicit Generator(const GeneratorOptions& options);
    /// Noise [B, 100] -> pieces [B, 96, 84] in -1..1. No dropout.
    torch::Tensor forward(const torch::Tensor& noise, at::Generator& drops) override;
    torch::Tensor outputBias() const override {
        return m_options.pitchLayer ? m_pitches->bias : m_conv3->bias;
    }

private:
    torch::Tensor cells(const torch::Tensor& maps);

    GeneratorOptions m_options;
    torch::nn::Linear m_map;
    torch::nn::ConvTranspose2d m_conv1;
    torch::nn::BatchNorm2d m_norm;
    torch::nn::ConvTranspose2d m_conv2;
    torch::nn::ConvTranspose2d m_conv3; ///< one of these two
    torch::nn::Linear m_pitches;
};

} // namespace contrafact::models::cnn_lstm_gan
