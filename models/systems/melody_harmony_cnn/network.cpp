// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/melody_harmony_cnn/network.h"

#include "core/encoding/patches.h"
#include "models/nn/dropout.h"
#include "models/nn/random.h"

#include <cmath>

namespace contrafact::models::melody_harmony_cnn {

namespace {

// Patches: 4 x 4 cells, then 4 x 4 of those, then 2 x 8 of those, which is all of them.
constexpr std::int64_t kArea = 16;
constexpr std::int64_t kChannels1 = 64, kChannels2 = 128, kChannels3 = 256;
constexpr double kMomentum = 0.1, kEpsilon = 1e-5;

std::string numbered(const char* name, std::size_t index) {
    return name + std::to_string(index);
}

} // namespace

SharedNormImpl::SharedNormImpl(std::int64_t channels, int uses)
    : m_scale(register_parameter("scale", torch::ones({channels})))
    , m_shift(register_parameter("shift", torch::zeros({channels}))) {
    for (std::size_t use = 0; use < static_cast<std::size_t>(uses); ++use) {
        m_means.push_back(register_buffer(numbered("mean", use), torch::zeros({channels})));
        m_variances.push_back(register_buffer(numbered("variance", use), torch::ones({channels})));
    }
}

torch::Tensor SharedNormImpl::forward(const torch::Tensor& rows, int use) {
    const auto index = static_cast<std::size_t>(use);
    return torch::batch_norm(rows, m_scale, m_shift, m_means[index], m_variances[index],
                             is_training(), kMomentum, kEpsilon, false);
}

SegmentNetOptions SegmentNetOptions::from(const Params& params, int inputs) {
    return {.inputs = inputs,
            .firstDense = inputs > 1 || params.choice("melody_dense") == "three",
            .separate = params.flag("separate"),
            .latent = params.integer("latent"),
            .dropout = params.real("dropout"),
            .rectified = params.choice("output") == "velocities"};
}

SegmentNetImpl::SegmentNetImpl(const SegmentNetOptions& options)
    : m_options(options)
    , m_deconv3(register_module("deconv3", nn::PatchDeconv(kChannels3, kArea, kChannels2)))
    , m_deconv2(register_module("deconv2", nn::PatchDeconv(kChannels2, kArea, kChannels1)))
    , m_deconv1(register_module("deconv1", nn::PatchDeconv(kChannels1, kArea, 1))) {
    const bool several = options.separate && options.inputs > 1;
    m_stacks.push_back(makeStack("", several ? 1 : options.inputs));
    if (several) m_stacks.push_back(makeStack("piano_", 1));
    std::vector<std::int64_t> widths{options.inputs * kChannels3, options.latent, kChannels3};
    if (options.firstDense) widths.insert(widths.begin() + 1, kChannels3);
    for (std::size_t i = 0; i + 1 < widths.size(); ++i)
        m_dense.push_back(
            register_module(numbered("dense", i + 1), torch::nn::Linear(widths[i], widths[i + 1])));
}

/// The first two norms of the first stack also serve the way back.
SegmentNetImpl::Stack SegmentNetImpl::makeStack(const std::string& prefix, int uses) {
    const auto norm = [&](const char* name, std::int64_t channels, int count) {
        return register_module(prefix + name, SharedNorm(channels, count));
    };
    const auto conv = [&](const char* name, std::int64_t in, std::int64_t channels) {
        return register_module(prefix + name, nn::PatchConv(kArea * in, channels));
    };
    const int both = prefix.empty() ? uses + 1 : uses;
    return {conv("conv1", 1, kChannels1),          conv("conv2", kChannels1, kChannels2),
            conv("conv3", kChannels2, kChannels3), norm("norm1", kChannels1, both),
            norm("norm2", kChannels2, both),       norm("norm3", kChannels3, uses)};
}

torch::Tensor SegmentNetImpl::encode(Stack& stack, const torch::Tensor& cells, int use,
                                     std::uint64_t seed) {
    const double dropout = is_training() ? m_options.dropout : 0;
    auto h = stack.conv1(cells.view({-1, kArea})); // [B * 256, 64]
    h = nn::dropout(stack.norm1(h, use).relu_(), dropout, nn::mix(seed, 1));
    h = stack.conv2(h.view({-1, kArea * kChannels1})); // [B * 16, 128]
    h = nn::dropout(stack.norm2(h, use).relu_(), dropout, nn::mix(seed, 2));
    return stack.norm3(stack.conv3(h.view({-1, kArea * kChannels2})), use).relu_(); // [B, 256]
}

torch::Tensor SegmentNetImpl::decode(const torch::Tensor& hidden) {
    auto& stack = m_stacks.front();
    const int use = m_stacks.size() > 1 ? 1 : m_options.inputs;
    auto h = m_deconv3(hidden).view({-1, kChannels2});      // [B * 16, 128]
    h = m_deconv2(stack.norm2(h, use).relu_());             // [B * 16, 16 * 64]
    h = stack.norm1(h.view({-1, kChannels1}), use).relu_(); // [B * 256, 64]
    h = m_deconv1(h).view({-1, encoding::kPatchCells});
    return m_options.rectified ? h.relu_() : h;
}

torch::Tensor SegmentNetImpl::forward(const std::vector<torch::Tensor>& segments,
                                      std::uint64_t seed, double noise) {
    std::vector<torch::Tensor> encoded;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const bool own = m_stacks.size() > 1;
        encoded.push_back(encode(m_stacks[own ? i : 0], segments[i], own ? 0 : static_cast<int>(i),
                                 nn::mix(seed, 10 + i)));
    }
    auto h = encoded.size() == 1 ? encoded.front() : torch::cat(encoded, 1);
    if (m_options.firstDense) h = m_dense.front()(h).relu_();
    h = m_dense[m_dense.size() - 2](h); // the latent
    if (noise > 0) {
        auto generator = nn::generator(seed);
        const auto draw = torch::randn(h.sizes(), generator).to(h.device());
        h = h + draw * (noise * h.norm(2, 1, true) / std::sqrt(static_cast<double>(h.size(1))));
    }
    return decode(m_dense.back()(h).relu_());
}

void SegmentNetImpl::initialise(at::Generator& generator, double density) {
    for (auto& stack : m_stacks)
        for (auto conv : {stack.conv1, stack.conv2, stack.conv3}) conv->initialise(generator);
    for (auto& dense : m_dense) nn::drawHe(dense, generator);
    m_deconv3->initialise(generator);
    m_deconv2->initialise(generator);
    m_deconv1->initialise(generator, 0.3);
    const torch::NoGradGuard still;
    if (!m_options.rectified && density > 0)
        m_deconv1->bias.fill_(std::log(density / (1 - density)));
}

} // namespace contrafact::models::melody_harmony_cnn
