// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bilstm_gan/generator.h"

#include "models/nn/dropout.h"
#include "models/nn/layers.h"

namespace contrafact::models::bilstm_gan {

namespace {

constexpr double kSlope = 0.2; // of LeakyReLU below 0
constexpr double kKept = 0.8;  // of batch norm's means

nn::Recurrent lstm(std::int64_t features, std::int64_t width, bool bothDirections) {
    return nn::Recurrent(nn::RecurrentOptions{
        .features = features, .width = width, .bothDirections = bothDirections});
}

} // namespace

Generator::Generator(const GeneratorOptions& options)
    : PieceGenerator(options.steps * options.features)
    , m_options(options)
    , m_lstm1(register_module("lstm1", lstm(options.features, options.width, false)))
    , m_lstm2(register_module("lstm2", lstm(options.width, options.width, true)))
    , m_lstm3(register_module("lstm3", lstm(2 * options.width, options.width, true)))
    , m_dense(register_module("dense", torch::nn::Linear(2 * options.width, 2 * options.width)))
    , m_norm(
          register_module("norm", torch::nn::BatchNorm1d(nn::kerasNorm(2 * options.width, kKept))))
    , m_steps(register_module("steps", torch::nn::Linear(2 * options.width, noise()))) {}

torch::Tensor Generator::dropped(const torch::Tensor& rows, at::Generator& drops) const {
    return is_training() ? nn::dropout(rows, m_options.dropout, drops) : rows;
}

torch::Tensor Generator::forward(const torch::Tensor& noise, at::Generator& drops) {
    const auto sequence = noise.view({-1, m_options.steps, m_options.features});
    auto h = dropped(m_lstm1(sequence).rows, drops);
    h = dropped(m_lstm2(h).rows, drops);
    h = m_norm(torch::leaky_relu(m_dense(m_lstm3(h).last()), kSlope));
    return m_steps(h).tanh().view(sequence.sizes());
}

} // namespace contrafact::models::bilstm_gan
