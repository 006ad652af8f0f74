// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/vae_nn/network.h"

#include "core/encoding/segment.h"
#include "models/systems/vae_nn/cells.h"

#include <cmath>

namespace contrafact::models::vae_nn {

namespace {

// Patches: 4 x 4 cells, then 4 x 4 of those, then 2 x 8 of those, which is all of them.
constexpr std::int64_t kArea1 = 16, kArea2 = 16, kArea3 = 16;
constexpr std::int64_t kChannels1 = 64, kChannels2 = 128, kChannels3 = 256;
constexpr std::int64_t kMelodyWidth = 128;
constexpr double kMelodyDropout = 0.2;

/// He's initialisation. With torch's own the signal fades over eight layers and the first hundreds
/// of steps are lost.
void drawHe(const torch::Tensor& weight, std::int64_t fanIn, at::Generator& generator,
            double gain = 1) {
    const torch::NoGradGuard still;
    weight.normal_(0, gain * std::sqrt(2.0 / static_cast<double>(fanIn)), generator);
}

void clear(const torch::Tensor& bias, double value = 0) {
    const torch::NoGradGuard still;
    bias.fill_(value);
}

void drawLinear(torch::nn::Linear& linear, at::Generator& generator, double gain = 1) {
    drawHe(linear->weight, linear->weight.size(1), generator, gain);
    clear(linear->bias);
}

} // namespace

PatchConvImpl::PatchConvImpl(std::int64_t patch, std::int64_t channels)
    : weight(register_parameter("weight", torch::zeros({patch, channels})))
    , bias(register_parameter("bias", torch::zeros({channels}))) {}

torch::Tensor PatchConvImpl::forward(const torch::Tensor& patches) {
    return torch::addmm(bias, patches, weight);
}

PatchDeconvImpl::PatchDeconvImpl(std::int64_t in, std::int64_t area, std::int64_t channels)
    : weight(register_parameter("weight", torch::zeros({in, area * channels})))
    , bias(register_parameter("bias", torch::zeros({channels})))
    , m_area(area) {}

torch::Tensor PatchDeconvImpl::forward(const torch::Tensor& rows) {
    return torch::addmm(bias.repeat({m_area}), rows, weight);
}

ConvVaeImpl::ConvVaeImpl(std::int64_t latent)
    : logSigmaX(register_parameter("log_sigma_x", torch::zeros({1})))
    , m_latent(latent)
    , m_conv1(register_module("conv1", PatchConv(kArea1, kChannels1)))
    , m_conv2(register_module("conv2", PatchConv(kArea2 * kChannels1, kChannels2)))
    , m_conv3(register_module("conv3", PatchConv(kArea3 * kChannels2, kChannels3)))
    , m_posterior(register_module("posterior", torch::nn::Linear(kChannels3, latent + 1)))
    , m_start(register_module("start", torch::nn::Linear(latent, kChannels3)))
    , m_deconv3(register_module("deconv3", PatchDeconv(kChannels3, kArea3, kChannels2)))
    , m_deconv2(register_module("deconv2", PatchDeconv(kChannels2, kArea2, kChannels1)))
    , m_deconv1(register_module("deconv1", PatchDeconv(kChannels1, kArea1, 1))) {}

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
    return m_deconv1(h.view({-1, kChannels1})).view({-1, std::int64_t{kCells}}); // [B, 4096]
}

void ConvVaeImpl::initialise(at::Generator& generator, double density) {
    drawHe(m_conv1->weight, kArea1, generator);
    drawHe(m_conv2->weight, kArea2 * kChannels1, generator);
    drawHe(m_conv3->weight, kArea3 * kChannels2, generator);
    drawLinear(m_posterior, generator, 0.3);
    drawLinear(m_start, generator);
    drawHe(m_deconv3->weight, kChannels3, generator);
    drawHe(m_deconv2->weight, kChannels2, generator);
    drawHe(m_deconv1->weight, kChannels1, generator, 0.3);
    for (const auto& bias :
         {m_conv1->bias, m_conv2->bias, m_conv3->bias, m_deconv3->bias, m_deconv2->bias, logSigmaX})
        clear(bias);
    clear(m_deconv1->bias, density > 0 ? std::log(density / (1 - density)) : 0.0);
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
    for (auto& layer : m_layers) drawLinear(layer, generator);
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
