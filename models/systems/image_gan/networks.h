// SPDX-License-Identifier: GPL-3.0-or-later
// ImageGAN's networks. Shapes: B images of 106 pitches by 100 sixteenths, values 0..1.
#pragma once

#include "models/nn/players.h"

#include <torch/nn/modules/conv.h>

#include <vector>

namespace contrafact::models::image_gan {

struct GeneratorOptions {
    std::int64_t latent = 10;
    std::int64_t channels = 32; ///< of the first map, half as large as an image
    std::int64_t width = 64;    ///< channels after it
    double dropout = 0.2;
};

/// A map from noise, layers over each of its pixels, twice the size, more such layers, one image.
class Generator : public nn::PieceGenerator {
public:
    explicit Generator(const GeneratorOptions& options);
    /// Noise [B, latent] -> images [B, 106, 100].
    torch::Tensor forward(const torch::Tensor& noise, at::Generator& drops) override;
    torch::Tensor outputBias() const override { return m_image->bias; }

private:
    torch::Tensor activated(const torch::Tensor& maps, at::Generator& drops) const;

    GeneratorOptions m_options;
    torch::nn::Linear m_map;
    torch::nn::Conv2d m_dense1;
    torch::nn::ConvTranspose2d m_larger;
    torch::nn::Conv2d m_dense2, m_dense3, m_image;
};

/// Two convolutions, batch norm, one dense layer.
class Discriminator : public nn::PieceDiscriminator {
public:
    explicit Discriminator(double dropout);
    /// Images [B, 106, 100].
    Output forward(const torch::Tensor& images, at::Generator& drops) override;

private:
    double m_dropout;
    torch::nn::Conv2d m_conv1, m_conv2;
    torch::nn::BatchNorm1d m_norm;
    torch::nn::Linear m_verdict;
};

} // namespace contrafact::models::image_gan
