// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/transformer_xl/model.h"

#include "models/nn/tensors.h"

#include <algorithm>

namespace contrafact::models::transformer_xl {

namespace {

encoding::PairTokens tokensFrom(const Params& training) {
    return {.families = training.choice("tokens") == "families"};
}

} // namespace

NetOptions NetOptions::from(const Params& training) {
    return {.vocabulary = tokensFrom(training).size(),
            .layers = training.integer("layers"),
            .heads = training.integer("heads"),
            .headWidth = training.integer("head_width"),
            .inner = training.integer("inner"),
            .memory = training.integer("memory"),
            .dropout = training.real("dropout")};
}

Model::Model(const Params& training)
    : tokens(tokensFrom(training))
    , network(NetOptions::from(training)) {}

void Model::save(TensorFile& file) const {
    nn::saveModule(*network, "network", file);
}

void Model::load(const TensorFile& file) {
    nn::loadModule(*network, "network", file);
    network->eval();
}

XlStepper::XlStepper(XlNet network)
    : m_network(std::move(network))
    , m_seen(m_network->layers.size()) {
    const torch::NoGradGuard still;
    for (auto& layer : m_network->layers)
        m_distances.push_back(
            layer->attention->distances(m_network->options.memory + 1).contiguous());
}

std::span<const float> XlStepper::step(int token, int position) {
    const torch::NoGradGuard still;
    const auto index = [](int value) { return torch::tensor({value}, torch::kInt64); };
    auto row = m_network->embedded(index(token), index(position))[0];
    for (std::size_t i = 0; i < m_seen.size(); ++i) {
        auto& layer = m_network->layers[i];
        const auto looked = layer->attention->step(row, m_seen[i], m_network->options.memory,
                                                   m_network->biases(), m_distances[i]);
        row = layer->rest(row, looked, 0);
    }
    m_logits = m_network->logits(row).contiguous();
    return view();
}

/// In segments as long as the memory.
std::span<const float> XlStepper::read(std::span<const int> tokens,
                                       std::span<const int> positions) {
    const torch::NoGradGuard still;
    const auto segment = static_cast<std::size_t>(m_network->options.memory);
    Memory memory;
    for (std::size_t at = 0; at < tokens.size(); at += segment) {
        const auto count = std::min(segment, tokens.size() - at);
        const auto row = [&](std::span<const int> of) {
            const auto part = of.subspan(at, count);
            return torch::tensor(std::vector<std::int64_t>(part.begin(), part.end())).unsqueeze(0);
        };
        m_logits = m_network(row(tokens), row(positions), memory, XlNetImpl::Call{})[0][-1];
    }
    for (std::size_t i = 0; i < memory.size(); ++i)
        m_seen[i] = m_network->layers[i]->attention->seenIn(memory[i][0]);
    m_logits = m_logits.contiguous();
    return view();
}

std::span<const float> XlStepper::view() const {
    return {m_logits.data_ptr<float>(), static_cast<std::size_t>(m_logits.numel())};
}

} // namespace contrafact::models::transformer_xl
