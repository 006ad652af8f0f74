// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/token_net.h"

namespace contrafact::models::nn {

namespace {

constexpr double kKerasEmbedding = 0.05; ///< Keras draws embeddings uniformly within this

} // namespace

TokenNetOptions TokenNetOptions::from(const Params& training) {
    return {.embedding = training.integer("embedding"),
            .hidden = training.integer("hidden"),
            .layers = training.integer("layers"),
            .dropout = training.real("dropout")};
}

TokenNetImpl::TokenNetImpl(const TokenNetOptions& theOptions)
    : StackedNetImpl({.features = theOptions.embedding,
                      .hidden = theOptions.hidden,
                      .layers = theOptions.layers,
                      .outputs = theOptions.vocabulary,
                      .dropout = theOptions.dropout,
                      .cell = theOptions.cell,
                      .kerasStart = theOptions.kerasStart})
    , options(theOptions) {
    embedding =
        register_module("embedding", torch::nn::Embedding(options.vocabulary, options.embedding));
}

torch::Tensor TokenNetImpl::forward(const torch::Tensor& tokens, std::uint64_t dropoutSeed) {
    return StackedNetImpl::forward(embedding(tokens), dropoutSeed);
}

void TokenNetImpl::initialise(at::Generator& generator) {
    const torch::NoGradGuard still;
    if (options.kerasStart)
        embedding->weight.uniform_(-kKerasEmbedding, kKerasEmbedding, generator);
    else
        embedding->weight.normal_(0, 1, generator);
    StackedNetImpl::initialise(generator);
}

TokenStepper::TokenStepper(const TokenNetImpl& network)
    : m_width(static_cast<std::size_t>(network.options.embedding))
    , m_embedding(values(network.embedding->weight))
    , m_stack(network) {}

std::span<const float> TokenStepper::step(int token) {
    return m_stack.step(std::span<const float>(m_embedding)
                            .subspan(static_cast<std::size_t>(token) * m_width, m_width));
}

} // namespace contrafact::models::nn
