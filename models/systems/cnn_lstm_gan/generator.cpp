// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/cnn_lstm_gan/generator.h"

#include "models/nn/layers.h"
#include "models/nn/transposed.h"

namespace contrafact::models::cnn_lstm_gan {

namespace {

constexpr std::int64_t kNoise = 100, kRows = 24, kColumns = 21; // of the first map
constexpr std::int64_t kPitches = 4 * kColumns;
constexpr double kSlope = 0.2; // of LeakyReLU below 0
constexpr double kKept = 0.8;  // of batch norm's means

torch::nn::ConvTranspose2d convolution(std::int64_t in, std::int64_t out) {
    constexpr std::int64_t kKernel = 3;
    return torch::nn::ConvTranspose2d(
        torch::nn::ConvTranspose2dOptions(in, out, kKernel).padding(kKernel / 2));
}

torch::Tensor twiceAsLarge(const torch::Tensor& maps) {
    return torch::upsample_nearest2d(maps, {2 * maps.size(2), 2 * maps.size(3)});
}

} // namespace

Generator::Generator(const GeneratorOptions& options)
    : PieceGenerator(kNoise)
    , m_options(options)
    , m_map(register_module("map", torch::nn::Linear(kNoise, options.channels * kRows * kColumns)))
    , m_conv1(register_module("conv1", convolution(options.channels, options.channels)))
    , m_norm(
          register_module("norm", torch::nn::BatchNorm2d(nn::kerasNorm(options.channels, kKept))))
    , m_conv2(register_module("conv2", convolution(options.channels, options.channels / 2)))
    , m_conv3(nullptr)
    , m_pitches(nullptr) {
    const auto maps = options.channels / 2;
    if (options.pitchLayer)
        m_pitches = register_module("pitches", torch::nn::Linear(maps * kPitches, kPitches));
    else
        m_conv3 = register_module("conv3", convolution(maps, 1));
}

/// Maps [B, C, 96, 84] -> cells before tanh, [B, 96, 84].
torch::Tensor Generator::cells(const torch::Tensor& maps) {
    if (!m_options.pitchLayer) return nn::sameSize(m_conv3, maps).squeeze(1);
    return m_pitches(maps.transpose(1, 2).flatten(2));
}

torch::Tensor Generator::forward(const torch::Tensor& noise, at::Generator&) {
    auto h = m_map(noise).view({-1, m_options.channels, kRows, kColumns});
    h = torch::leaky_relu(m_norm(nn::sameSize(m_conv1, twiceAsLarge(h))), kSlope);
    h = torch::leaky_relu(nn::sameSize(m_conv2, twiceAsLarge(h)), kSlope);
    return cells(h).tanh();
}

} // namespace contrafact::models::cnn_lstm_gan
