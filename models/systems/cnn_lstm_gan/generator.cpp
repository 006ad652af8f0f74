// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/cnn_lstm_gan/generator.h"

#include "models/nn/layers.h"

namespace contrafact::models::cnn_lstm_gan {

namespace {

constexpr std::int64_t kNoise = 100, kRows = 24, kColumns = 21; // of the first map
constexpr double kSlope = 0.2;                                  // of LeakyReLU below 0
constexpr double kKept = 0.8;                                   // of batch norm's means

torch::nn::ConvTranspose2d convolution(std::int64_t in, std::int64_t out) {
    constexpr std::int64_t kKernel = 3;
    return torch::nn::ConvTranspose2d(
        torch::nn::ConvTranspose2dOptions(in, out, kKernel).padding(kKernel / 2));
}

torch::Tensor twiceAsLarge(const torch::Tensor& maps) {
    return torch::upsample_nearest2d(maps, {2 * maps.size(2), 2 * maps.size(3)});
}

} // namespace

Generator::Generator(std::int64_t channels)
    : PieceGenerator(kNoise)
    , m_channels(channels)
    , m_map(register_module("map", torch::nn::Linear(kNoise, channels * kRows * kColumns)))
    , m_conv1(register_module("conv1", convolution(channels, channels)))
    , m_norm(register_module("norm", torch::nn::BatchNorm2d(nn::kerasNorm(channels, kKept))))
    , m_conv2(register_module("conv2", convolution(channels, channels / 2)))
    , m_conv3(register_module("conv3", convolution(channels / 2, 1))) {}

torch::Tensor Generator::forward(const torch::Tensor& noise, at::Generator&) {
    auto h = m_map(noise).view({-1, m_channels, kRows, kColumns});
    h = torch::leaky_relu(m_norm(m_conv1(twiceAsLarge(h))), kSlope);
    h = torch::leaky_relu(m_conv2(twiceAsLarge(h)), kSlope);
    return m_conv3(h).tanh().squeeze(1);
}

} // namespace contrafact::models::cnn_lstm_gan
