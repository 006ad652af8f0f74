// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/vae_nn/network.h"

#include "core/encoding/patches.h"

#include <cmath>

namespace contrafact::models::vae_nn {

namespace {

// Patches: 4 x 4 cells, then 4 x 4 of those, then 2 x 8 of those, which is all of them.
constexpr std::int64_t kArea1 = 16, kArea2 = 16, kArea3 = 16;
constexpr std::int64_t kChannels1 = 64, kChannels2 = 128, kChannels3 = 256;
constexpr std::int64_t kMelodyWidth = 128;
constexpr double kMelodyDropout = 0.2;

} // namespace

ConvVaeImpl::ConvVaeImpl(std::int64_t latent)
    : logSigmaX(register_parameter("log_sigma_x", torch::zeros({1})))
    , m_latent(latent)
    , m_conv1(register_module("conv1", nn::PatchConv(kArea1, kChannels1)))
    , m_conv2(register_module("conv2", nn::PatchConv(kArea2 * kChannels1, kChannels2)))
    , m_conv3(register_module("conv3", nn::PatchConv(kArea3 * kChannels2, kChannels3)))
    , m_posterior(register_module("posterior", torch::nn::Linear(kChannels3, latent + 1)))
    , m_start(register_module("start", torch::nn::Linear(latent, kChannels3)))
    , m_deconv3(register_module("deconv3", nn::PatchDeconv(kChannels3, kArea3, kChannels2)))
    , m_deconv2(register_module("deconv2", nn::PatchDeconv(kChannels2, kArea2, kChannels1)))
    , m_deconv1(register_module("deconv1", nn::PatchDeconv(kChannels1, kArea1, 1))) {}

Posterior ConvVaeImpl::encode(const torch::Tensor& cells) {
    auto h = m_conv1(cells.view({-1, kArea1})).relu_();     // [B * 256, 64]
    h = m_conv2(h.view({-1, kArea2 * kChannels1})).relu_(); // [B * 16, 128]
    h = m_conv3(h.view({-1, kArea3 * kChannels2})).relu_(); // [B, 256]
    const auto out = m_posterior(h);                        // [B, K + 1]
    return {out.narrow(1, 0, m_latent), out.narrow(1, m_latent, 1)};
}

torch::Tensor ConvVaeImpl::decode(const torch::Tensor& z) {
    auto h = m_start(z).relu_();                     // [B, 256]
    h = m_deconv3(h).relu_();                        // [B, 16 * 128]
    h = m_deconv2(h.view({-1, kChannels2})).relu_(); // [B * 16, 16 * 64]
    return m_deconv1(h.view({-1, kChannels1})).view({-1, encoding::kPatchCells}); // [B, 4096]
}

void ConvVaeImpl::initialise(at::Generator& generator, double density) {
    m_conv1->initialise(generator);
    m_conv2->initialise(generator);
    m_conv3->initialise(generator);
    nn::drawHe(m_posterior, generator, 0.3);
    nn::drawHe(m_start, generator);
    m_deconv3->initialise(generator);
    m_deconv2->initialise(generator);
    m_deconv1->initialise(generator, 0.3);
    const torch::NoGradGuard still;
    logSigmaX.zero_();
    if (density > 0) m_deconv1->bias.fill_(std::log(density / (1 - density)));
}

LatentNetImpl::LatentNetImpl(const std::vector<std::int64_t>& widths, double dropout)
    : m_dropout(dropout) {
    for (std::size_t i = 0; i + 1 < widths.size(); ++i)
        m_layers.push_back(register_module("dense" + std::to_string(i + 1),
                                           torch::nn::Linear(widths[i], widths[i + 1])));
}

torch::Tensor LatentNetImpl::forward(const torch::Tensor& x) {
    auto h = x;
    for (std::size_t i = 0; i + 1 < m_layers.size(); ++i) h = m_layers[i](h).relu_();
    return m_layers.back()(h); // [B, K]
}

torch::Tensor LatentNetImpl::forward(const torch::Tensor& x, at::Generator& generator) {
    auto h = x;
    for (std::size_t i = 0; i + 1 < m_layers.size(); ++i) {
        h = m_layers[i](h).relu_();
        if (i > 0 || m_dropout == 0) continue;
        const auto kept = torch::empty(h.sizes()).bernoulli_(1 - m_dropout, generator);
        h = h * kept.div_(1 - m_dropout).to(h.device());
    }
    return m_layers.back()(h);
}

void LatentNetImpl::initialise(at::Generator& generator) {
    for (auto& layer : m_layers) nn::drawHe(layer, generator);
}

Networks::Networks(std::int64_t latentSize)
    : latent(latentSize)
    , melody(std::vector<std::int64_t>{latent, kMelodyWidth, kMelodyWidth, latent},
             kMelodyDropout) {
    for (int i = 0; i < encoding::kFamilies; ++i) vaes.emplace_back(latent);
    for (int i = 1; i < encoding::kFamilies; ++i)
        conditionals.emplace_back(std::vector<std::int64_t>{2 * latent, kMelodyWidth, latent}, 0.0);
}

} // namespace contrafact::models::vae_nn
