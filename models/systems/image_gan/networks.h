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
    bool rowBias = false; ///< each row, a pitch, has a bias of its own beside that of the image
};

/// A map from noise, layers over each of its pixels, twice the size, more such layers, one image.
class Generator : public nn::PieceGenerator {
public:
    explicit Generator(const GeneratorOptions& options);
    /// Noise [B, latent] -> images [B, 106, 100].
    torch::Tensor forward(const torch::Tensor& noise, at::Generator& drops) override;
    torch::Tensor outputBias() const override {
        return m_options.rowBias ? m_rowBias : m_image->bias;
    }

private:
    torch::Tensor activated(const torch::Tensor& maps, at::Generator& drops) const;

    GeneratorOptions m_options;
    torch::nn::Linear m_map;
    torch::nn::Conv2d m_dense1;
    torch::nn::ConvTranspose2d m_larger;
    torch::nn::Conv2d m_dense2, m_dense3, m_image;
    torch::Tensor m_rowBias; ///< [106, 1]; undefined without
};

struct DiscriminatorOptions {
    double dropout = 0.2;
    bool batchNorm = true;
    bool spectral = false; ///< each weight is divided by its largest singular value
};

/// Two convolutions, batch norm, one dense layer.
class Discriminator : public nn::PieceDiscriminator {
public:
    explicit Discriminator(const DiscriminatorOptions& options);
    /// Images [B, 106, 100].
    Output forward(const torch::Tensor& images, at::Generator& drops) override;

private:
    torch::Tensor dropped(const torch::Tensor& h, at::Generator& drops) const;
    torch::Tensor block(const torch::nn::Conv2d& convolve, torch::Tensor& singular,
                        const torch::Tensor& maps, at::Generator& drops) const;

    DiscriminatorOptions m_options;
    torch::nn::Conv2d m_conv1, m_conv2;
    torch::nn::BatchNorm1d m_norm; ///< empty without
    torch::nn::Linear m_verdict;
    /// Left singular vectors of the three weights; undefined without spectral norm.
    torch::Tensor m_singular1, m_singular2, m_singular3;
};

} // namespace contrafact::models::image_gan
