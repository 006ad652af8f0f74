// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/dcgan/network.h"

#include "models/train/adversarial.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::dcgan {

namespace {

constexpr std::int64_t kGeneratorChannels = 64, kDiscriminatorChannels = 16;
constexpr int kDoublings = 5; // of time, 1 to 32 steps
constexpr int kEarlyBlocks = 2;
constexpr double kInitialSd = 0.02;
constexpr double kInitialSlope = 0.25; // torch's for PReLU
constexpr double kMomentum = 0.1, kEpsilon = 1e-5;

} // namespace

BlockImpl::BlockImpl(std::int64_t in, std::int64_t area, std::int64_t channels, RowNorm norm,
                     bool spectral)
    : m_weight(register_parameter("weight", torch::zeros({in, area * channels})))
    , m_bias(register_parameter("bias", torch::zeros({channels})))
    , m_slope(register_parameter("slope", torch::full({1}, kInitialSlope)))
    , m_area(area)
    , m_channels(channels) {
    if (norm == RowNorm::Batch) {
        m_scale = register_parameter("scale", torch::ones({channels}));
        m_shift = register_parameter("shift", torch::zeros({channels}));
        m_mean = register_buffer("mean", torch::zeros({channels}));
        m_variance = register_buffer("variance", torch::ones({channels}));
    }
    if (spectral) m_singular = register_buffer("singular", torch::full({area * channels}, 1.0));
}

torch::Tensor BlockImpl::forward(const torch::Tensor& rows, Norm norm) {
    const auto weight = m_singular.defined()
                            ? train::spectralNormed(m_weight, m_singular, norm == Norm::Learn)
                            : m_weight;
    const auto bias = m_area > 1 ? m_bias.repeat({m_area}) : m_bias;
    auto h = torch::addmm(bias, rows, weight).view({-1, m_channels});
    if (m_scale.defined())
        h = torch::batch_norm(h, m_scale, m_shift, m_mean, m_variance, norm != Norm::Use,
                              norm == Norm::Measure ? 1.0 : kMomentum, kEpsilon, false);
    return torch::prelu(h, m_slope);
}

void BlockImpl::initialise(at::Generator& generator) {
    const torch::NoGradGuard still;
    // Without a norm after it the published spread would fade from layer to layer: He's then.
    const double he = std::sqrt(2.0 / static_cast<double>(m_weight.size(0)));
    m_weight.normal_(0, m_scale.defined() ? kInitialSd : he, generator);
    m_bias.zero_();
    m_slope.fill_(kInitialSlope);
    if (m_scale.defined()) {
        m_scale.normal_(1, kInitialSd, generator);
        m_shift.zero_();
    }
    if (m_singular.defined()) {
        m_singular.normal_(0, 1, generator);
        m_singular.div_(m_singular.norm());
    }
}

GeneratorImpl::GeneratorImpl(std::int64_t width) {
    const auto channels = kGeneratorChannels * width;
    for (int i = 0; i < kDoublings; ++i)
        m_blocks.push_back(register_module("block" + std::to_string(i + 1),
                                           Block(i == 0 ? kLatent : channels, 2, channels)));
    m_weight = register_parameter("weight", torch::zeros({channels, kRowCells}));
    m_bias = register_parameter("bias", torch::zeros({encoding::kFamilies}));
}

torch::Tensor GeneratorImpl::forward(const torch::Tensor& z, Norm norm) {
    auto h = z;
    for (auto& block : m_blocks) h = block(h, norm); // [B * 32, channels] in the end
    const auto bias =
        m_bias.unsqueeze(1).expand({encoding::kFamilies, encoding::kPitches}).reshape(-1);
    return torch::addmm(bias, h, m_weight).view({-1, kCells});
}

torch::Tensor GeneratorImpl::early(const torch::Tensor& z) {
    auto h = z;
    for (int i = 0; i < kEarlyBlocks; ++i) h = m_blocks[static_cast<std::size_t>(i)](h, Norm::Use);
    return h.view({z.size(0), -1});
}

void GeneratorImpl::measure(const torch::Tensor& z) {
    const torch::NoGradGuard still;
    auto h = z;
    for (auto& block : m_blocks) h = block(h, Norm::Measure);
}

void GeneratorImpl::initialise(at::Generator& generator, const std::vector<double>& density) {
    for (auto& block : m_blocks) block->initialise(generator);
    const torch::NoGradGuard still;
    m_weight.normal_(0, kInitialSd, generator);
    m_bias.zero_();
    constexpr double kRarest = 1e-4;
    for (std::size_t i = 0; i < density.size(); ++i) {
        const double p = std::clamp(density[i], kRarest, 0.5);
        m_bias[static_cast<std::int64_t>(i)] = std::log(p / (1 - p));
    }
}

DiscriminatorImpl::DiscriminatorImpl(const DiscriminatorOptions& options)
    : m_last(nullptr)
    , m_dropout(options.dropout) {
    const auto channels = kDiscriminatorChannels * options.width;
    for (int i = 0; i <= kDoublings; ++i)
        m_blocks.push_back(register_module(
            "block" + std::to_string(i + 1),
            Block(i == 0 ? kRowCells : 2 * channels, 1, channels, options.norm, options.spectral)));
    m_last = register_module("last", torch::nn::Linear(channels, 1));
    if (options.spectral) m_lastSingular = register_buffer("last_singular", torch::ones({1}));
}

torch::Tensor DiscriminatorImpl::dropped(const torch::Tensor& rows,
                                         at::Generator& generator) const {
    if (m_dropout == 0) return rows;
    const auto kept = torch::empty(rows.sizes()).bernoulli_(1 - m_dropout, generator);
    return rows * kept.div_(1 - m_dropout).to(rows.device());
}

DiscriminatorImpl::Output DiscriminatorImpl::forward(const torch::Tensor& cells,
                                                     at::Generator& generator) {
    auto h = m_blocks.front()(cells.view({-1, kRowCells}), Norm::Learn); // [B * 32, channels]
    const auto features = h.view({cells.size(0), -1});
    for (std::size_t i = 1; i < m_blocks.size(); ++i) {
        const auto pairs = dropped(h, generator).view({-1, 2 * h.size(1)});
        h = m_blocks[i](pairs, Norm::Learn);
    }
    if (!m_lastSingular.defined()) return {m_last(h).view(-1), features};
    const auto weight = train::spectralNormed(m_last->weight.t(), m_lastSingular, true);
    return {torch::addmm(m_last->bias, h, weight).view(-1), features};
}

void DiscriminatorImpl::initialise(at::Generator& generator) {
    for (auto& block : m_blocks) block->initialise(generator);
    const torch::NoGradGuard still;
    m_last->weight.normal_(0, kInitialSd, generator);
    m_last->bias.zero_();
}

} // namespace contrafact::models::dcgan
