// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/transformer_xl/network.h"

#include "models/nn/dropout.h"
#include "models/nn/random.h"

#include <cmath>

namespace contrafact::models::transformer_xl {

namespace {

/// Of first weights at the published width. Others are as much larger as rows are narrower: layers
/// then change what they read as much as there, and do not begin as copies of it.
constexpr double kDeviation = 0.02, kPublishedWidth = 512;
constexpr std::int64_t kBeats = 32, kBars = 1024; ///< positions that the embeddings tell apart

/// Not a layer's number: streams of dropout.
enum DropoutStream : std::uint64_t { kAttentionLooks, kAttentionOut, kDense1, kDense2 };
constexpr std::uint64_t kEmbeddings = 1000, kOutputs = 1001;

} // namespace

LayerImpl::LayerImpl(const NetOptions& options)
    : m_dropout(options.dropout) {
    attention = register_module("attention", nn::RelativeAttention(nn::RelativeAttentionOptions{
                                                 .width = options.width(),
                                                 .heads = options.heads,
                                                 .headWidth = options.headWidth,
                                                 .dropout = options.dropout}));
    const auto norm = [&] {
        return torch::nn::LayerNorm(torch::nn::LayerNormOptions({options.width()}));
    };
    attentionNorm = register_module("attention_norm", norm());
    dense1 = register_module("dense1", torch::nn::Linear(options.width(), options.inner));
    dense2 = register_module("dense2", torch::nn::Linear(options.inner, options.width()));
    denseNorm = register_module("dense_norm", norm());
}

torch::Tensor LayerImpl::dropped(const torch::Tensor& rows, std::uint64_t seed) const {
    return is_training() ? nn::dropout(rows, m_dropout, seed) : rows;
}

torch::Tensor LayerImpl::forward(const torch::Tensor& rows, const torch::Tensor& memory,
                                 const nn::AttentionBiases& biases, const torch::Tensor& mask,
                                 std::uint64_t dropoutSeed) {
    const auto looked =
        attention(rows, memory, biases, mask, nn::mix(dropoutSeed, kAttentionLooks));
    return rest(rows, looked, dropoutSeed);
}

torch::Tensor LayerImpl::rest(const torch::Tensor& rows, const torch::Tensor& looked,
                              std::uint64_t dropoutSeed) {
    const auto between = attentionNorm(rows + dropped(looked, nn::mix(dropoutSeed, kAttentionOut)));
    const auto inner = dropped(torch::gelu(dense1(between), "tanh"), nn::mix(dropoutSeed, kDense1));
    return denseNorm(between + dropped(dense2(inner), nn::mix(dropoutSeed, kDense2)));
}

XlNetImpl::XlNetImpl(const NetOptions& theOptions)
    : options(theOptions) {
    m_tokens = register_module("tokens", torch::nn::Embedding(options.vocabulary, options.width()));
    m_beats = register_module("beats", torch::nn::Embedding(kBeats, options.width()));
    m_bars = register_module("bars", torch::nn::Embedding(kBars, options.width()));
    m_contentBias =
        register_parameter("content_bias", torch::zeros({options.heads, options.headWidth}));
    m_distanceBias =
        register_parameter("distance_bias", torch::zeros({options.heads, options.headWidth}));
    for (std::int64_t i = 0; i < options.layers; ++i)
        layers.push_back(register_module("layer" + std::to_string(i + 1), Layer(options)));
    m_outBias = register_parameter("out_bias", torch::zeros({options.vocabulary}));
}

/// All weights alike; norms begin as norms, biases at zero, and so do the first beat and bar, which
/// learn nothing.
void XlNetImpl::initialise(at::Generator& generator) {
    const torch::NoGradGuard still;
    const double deviation =
        kDeviation * std::sqrt(kPublishedWidth / static_cast<double>(options.width()));
    for (auto& item : named_parameters()) {
        auto& weight = item.value();
        const bool norm = item.key().find("norm.weight") != std::string::npos;
        const bool drawn = item.key() == "content_bias" || item.key() == "distance_bias" ||
                           (weight.dim() > 1 && !norm);
        if (drawn)
            weight.normal_(0, deviation, generator);
        else
            weight.fill_(norm ? 1 : 0);
    }
    m_beats->weight[0].zero_();
    m_bars->weight[0].zero_();
}

torch::Tensor XlNetImpl::dropped(const torch::Tensor& rows, std::uint64_t seed) const {
    return is_training() ? nn::dropout(rows, options.dropout, seed) : rows;
}

torch::Tensor XlNetImpl::embedded(const torch::Tensor& tokens, const torch::Tensor& positions) {
    const auto beats = positions.remainder(kBeats);
    const auto bars = positions.div(kBeats, "floor").remainder(kBars);
    return m_tokens(tokens) + torch::embedding(m_beats->weight, beats, 0) +
           torch::embedding(m_bars->weight, bars, 0);
}

torch::Tensor XlNetImpl::logits(const torch::Tensor& rows) {
    return torch::linear(rows, m_tokens->weight, m_outBias);
}

torch::Tensor XlNetImpl::forward(const torch::Tensor& tokens, const torch::Tensor& positions,
                                 Memory& memory, const Call& call) {
    auto rows = dropped(embedded(tokens, positions), nn::mix(call.dropoutSeed, kEmbeddings));
    if (memory.empty()) memory.assign(layers.size(), rows.detach().narrow(1, 0, 0)); // nothing yet
    const auto known = memory.front().size(1);
    const auto mask = call.strict ? nn::strictMask(rows.size(1), known, rows.device())
                                  : nn::causalMask(rows.size(1), known, rows.device());
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto all = torch::cat({memory[i], rows.detach()}, 1);
        const auto kept = std::min(options.memory, all.size(1));
        rows = layers[i](rows, memory[i], biases(), mask, nn::mix(call.dropoutSeed, i));
        memory[i] = all.narrow(1, all.size(1) - kept, kept).clone();
    }
    return logits(dropped(rows, nn::mix(call.dropoutSeed, kOutputs)));
}

} // namespace contrafact::models::transformer_xl
