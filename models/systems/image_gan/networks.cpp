// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/image_gan/networks.h"

#include "models/nn/dropout.h"
#include "models/nn/layers.h"
#include "models/nn/transposed.h"
#include "models/train/adversarial.h"

namespace contrafact::models::image_gan {

namespace {

constexpr std::int64_t kMapRows = 53, kMapColumns = 50;
constexpr std::int64_t kFilters = 16, kFlat = 27 * 25 * kFilters; // after two strides of 2
constexpr double kSlope = 0.2;                                    // of LeakyReLU below 0
constexpr double kKept = 0.99;                                    // of batch norm's means

torch::nn::Conv2d convolution(std::int64_t in, std::int64_t out, std::int64_t kernel,
                              std::int64_t stride = 1) {
    return torch::nn::Conv2d(
        torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2));
}

/// A dense layer over each pixel.
torch::nn::Conv2d pixelwise(std::int64_t in, std::int64_t out) {
    return convolution(in, out, 1);
}

torch::nn::ConvTranspose2d twiceAsLarge(std::int64_t channels) {
    return torch::nn::ConvTranspose2d(
        torch::nn::ConvTranspose2dOptions(channels, channels, 4).stride(2).padding(1));
}

/// `weight` [out, ...] over its largest singular value, where `singular` [out] is defined.
torch::Tensor normed(const torch::Tensor& weight, torch::Tensor& singular) {
    if (!singular.defined()) return weight;
    const auto rows = weight.flatten(1).t();
    return train::spectralNormed(rows, singular, true).t().view(weight.sizes());
}

} // namespace

Generator::Generator(const GeneratorOptions& options)
    : PieceGenerator(options.latent)
    , m_options(options)
    , m_map(register_module(
          "map", torch::nn::Linear(options.latent, options.channels * kMapRows * kMapColumns)))
    , m_dense1(register_module("dense1", pixelwise(options.channels, options.width)))
    , m_larger(register_module("larger", twiceAsLarge(options.width)))
    , m_dense2(register_module("dense2", pixelwise(options.width, options.width)))
    , m_dense3(register_module("dense3", pixelwise(options.width, options.width)))
    , m_image(register_module("image", convolution(options.width, 1, 7))) {
    if (options.rowBias)
        m_rowBias = register_parameter("row_bias", torch::zeros({2 * kMapRows, 1}));
}

torch::Tensor Generator::activated(const torch::Tensor& maps, at::Generator& drops) const {
    const auto h = torch::leaky_relu(maps, kSlope);
    return is_training() ? nn::dropout(h, m_options.dropout, drops) : h;
}

torch::Tensor Generator::forward(const torch::Tensor& noise, at::Generator& drops) {
    auto h = activated(m_map(noise), drops).view({-1, m_options.channels, kMapRows, kMapColumns});
    h = activated(m_dense1(h.contiguous(torch::MemoryFormat::ChannelsLast)), drops);
    h = activated(nn::twiceTheSize(m_larger, h), drops);
    h = activated(m_dense2(h), drops);
    h = activated(m_dense3(h), drops);
    const auto image = m_image(h).squeeze(1);
    return (m_options.rowBias ? image + m_rowBias : image).sigmoid();
}

Discriminator::Discriminator(const DiscriminatorOptions& options)
    : m_options(options)
    , m_conv1(register_module("conv1", convolution(1, kFilters, 3, 2)))
    , m_conv2(register_module("conv2", convolution(kFilters, kFilters, 3, 2)))
    , m_norm(nullptr)
    , m_verdict(nullptr) {
    if (options.batchNorm)
        m_norm = register_module("norm", torch::nn::BatchNorm1d(nn::kerasNorm(kFlat, kKept)));
    m_verdict = register_module("verdict", torch::nn::Linear(kFlat, 1));
    if (!options.spectral) return;
    m_singular1 = register_buffer("singular1", torch::ones({kFilters}));
    m_singular2 = register_buffer("singular2", torch::ones({kFilters}));
    m_singular3 = register_buffer("singular3", torch::ones({1}));
}

torch::Tensor Discriminator::dropped(const torch::Tensor& h, at::Generator& drops) const {
    return nn::dropout(h, m_options.dropout, drops);
}

torch::Tensor Discriminator::block(const torch::nn::Conv2d& convolve, torch::Tensor& singular,
                                   const torch::Tensor& maps, at::Generator& drops) const {
    const auto h = torch::conv2d(maps, normed(convolve->weight, singular), convolve->bias, 2, 1);
    return dropped(torch::leaky_relu(dropped(h, drops), kSlope), drops);
}

Discriminator::Output Discriminator::forward(const torch::Tensor& images, at::Generator& drops) {
    const auto features = block(m_conv1, m_singular1, images.unsqueeze(1), drops);
    auto flat = block(m_conv2, m_singular2, features, drops).flatten(1);
    if (m_options.batchNorm) flat = m_norm(flat);
    const auto weight = normed(m_verdict->weight, m_singular3);
    return {torch::linear(dropped(flat, drops), weight, m_verdict->bias).view(-1), features};
}

} // namespace contrafact::models::image_gan
