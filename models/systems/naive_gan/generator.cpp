// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/naive_gan/generator.h"

#include "models/nn/layers.h"

namespace contrafact::models::naive_gan {

namespace {

constexpr double kSlope = 0.2; // of LeakyReLU below 0
constexpr double kKept = 0.8;  // of batch norm's means

} // namespace

Generator::Generator()
    : PieceGenerator(kSteps)
    , m_dense(nn::denseLayers(*this, {kSteps, 256, 512, 1024, kSteps})) {
    for (std::size_t i = 0; i + 1 < m_dense.size(); ++i) {
        const auto options = nn::kerasNorm(m_dense[i]->weight.size(0), kKept);
        m_norms.push_back(
            register_module("norm" + std::to_string(i + 1), torch::nn::BatchNorm1d(options)));
    }
}

torch::Tensor Generator::forward(const torch::Tensor& noise, at::Generator&) {
    auto h = noise;
    for (std::size_t i = 0; i < m_norms.size(); ++i)
        h = m_norms[i](torch::leaky_relu(m_dense[i](h), kSlope));
    return m_dense.back()(h).tanh().view({-1, kSteps, 1});
}

} // namespace contrafact::models::naive_gan
