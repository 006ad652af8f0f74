// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/token_net.h"

#include "models/nn/dropout.h"
#include "models/nn/random.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::nn {

namespace {

constexpr double kKerasEmbedding = 0.05; ///< Keras draws embeddings uniformly within this

/// weight [out, in] and bias as Keras or as torch draws a dense layer's.
void drawDense(torch::nn::Linear& layer, bool keras, at::Generator& generator) {
    const auto out = static_cast<double>(layer->weight.size(0));
    const auto in = static_cast<double>(layer->weight.size(1));
    const double limit = keras ? std::sqrt(6 / (in + out)) : 1 / std::sqrt(in);
    layer->weight.uniform_(-limit, limit, generator);
    if (keras)
        layer->bias.zero_();
    else
        layer->bias.uniform_(-limit, limit, generator);
}

} // namespace

TokenNetOptions TokenNetOptions::from(const Params& training) {
    return {.embedding = training.integer("embedding"),
            .hidden = training.integer("hidden"),
            .layers = training.integer("layers"),
            .dropout = training.real("dropout")};
}

TokenNetImpl::TokenNetImpl(const TokenNetOptions& theOptions)
    : options(theOptions) {
    embedding =
        register_module("embedding", torch::nn::Embedding(options.vocabulary, options.embedding));
    for (std::int64_t i = 0; i < options.layers; ++i) {
        const Recurrent layer(RecurrentOptions{.features = i ? options.hidden : options.embedding,
                                               .width = options.hidden,
                                               .cell = options.cell});
        layers.push_back(register_module("layer" + std::to_string(i + 1), layer));
    }
    out = register_module("out",
                          torch::nn::Linear(options.layers * options.hidden, options.vocabulary));
}

torch::Tensor TokenNetImpl::forward(const torch::Tensor& tokens, std::uint64_t dropoutSeed) {
    auto rows = embedding(tokens);
    std::vector<torch::Tensor> all;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        rows = layers[i](rows).rows;
        if (is_training()) rows = dropout(rows, options.dropout, mix(dropoutSeed, i));
        all.push_back(rows);
    }
    return out(all.size() == 1 ? rows : torch::cat(all, -1));
}

void TokenNetImpl::initialise(at::Generator& generator) {
    const torch::NoGradGuard still;
    if (options.kerasStart)
        embedding->weight.uniform_(-kKerasEmbedding, kKerasEmbedding, generator);
    else
        embedding->weight.normal_(0, 1, generator);
    for (auto& layer : layers)
        options.kerasStart ? layer->initialiseAsKeras(generator) : layer->initialise(generator);
    drawDense(out, options.kerasStart, generator);
}

TokenStepper::TokenStepper(const TokenNetImpl& network)
    : m_width(static_cast<std::size_t>(network.options.embedding))
    , m_embedding(values(network.embedding->weight))
    , m_out(denseLayer(network.out))
    , m_hidden(static_cast<std::size_t>(network.out->weight.size(1)))
    , m_logits(static_cast<std::size_t>(network.options.vocabulary)) {
    for (const auto& layer : network.layers) m_layers.emplace_back(*layer);
}

std::span<const float> TokenStepper::step(int token) {
    auto row = std::span<const float>(m_embedding)
                   .subspan(static_cast<std::size_t>(token) * m_width, m_width);
    auto hidden = m_hidden.begin();
    for (auto& layer : m_layers) {
        row = layer.step(row);
        hidden = std::ranges::copy(row, hidden).out;
    }
    m_out.apply(m_hidden, m_logits);
    return m_logits;
}

void TokenStepper::reset() {
    for (auto& layer : m_layers) layer.reset();
}

TokenStepper::State TokenStepper::state() const {
    State all;
    for (const auto& layer : m_layers) all.push_back(layer.state());
    return all;
}

void TokenStepper::setState(const State& state) {
    for (std::size_t i = 0; i < m_layers.size(); ++i) m_layers[i].setState(state[i]);
}

} // namespace contrafact::models::nn
