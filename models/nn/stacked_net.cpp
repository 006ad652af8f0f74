// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/stacked_net.h"

#include "models/nn/dropout.h"
#include "models/nn/random.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::nn {

namespace {

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

StackedNetImpl::StackedNetImpl(const StackedNetOptions& options)
    : m_stack(options) {
    for (std::int64_t i = 0; i < options.layers; ++i) {
        const Recurrent layer(RecurrentOptions{.features = i ? options.hidden : options.features,
                                               .width = options.hidden,
                                               .cell = options.cell});
        layers.push_back(register_module("layer" + std::to_string(i + 1), layer));
    }
    out =
        register_module("out", torch::nn::Linear(options.layers * options.hidden, options.outputs));
}

torch::Tensor StackedNetImpl::forward(const torch::Tensor& given, std::uint64_t dropoutSeed,
                                      ReadOut read) {
    auto rows = given;
    std::vector<torch::Tensor> all;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        rows = layers[i](rows).rows;
        if (is_training()) rows = dropout(rows, m_stack.dropout, mix(dropoutSeed, i));
        all.push_back(read == ReadOut::Last ? rows.narrow(1, rows.size(1) - 1, 1) : rows);
    }
    return out(all.size() == 1 ? all.front() : torch::cat(all, -1));
}

void StackedNetImpl::initialise(at::Generator& generator) {
    const torch::NoGradGuard still;
    for (auto& layer : layers)
        m_stack.kerasStart ? layer->initialiseAsKeras(generator) : layer->initialise(generator);
    drawDense(out, m_stack.kerasStart, generator);
}

StackedStepper::StackedStepper(const StackedNetImpl& network)
    : m_out(denseLayer(network.out))
    , m_hidden(static_cast<std::size_t>(network.out->weight.size(1)))
    , m_outputs(static_cast<std::size_t>(network.out->weight.size(0))) {
    for (const auto& layer : network.layers) m_layers.emplace_back(*layer);
}

std::span<const float> StackedStepper::step(std::span<const float> row) {
    auto hidden = m_hidden.begin();
    for (auto& layer : m_layers) {
        row = layer.step(row);
        hidden = std::ranges::copy(row, hidden).out;
    }
    m_out.apply(m_hidden, m_outputs);
    return m_outputs;
}

void StackedStepper::reset() {
    for (auto& layer : m_layers) layer.reset();
}

StackedStepper::State StackedStepper::state() const {
    State all;
    for (const auto& layer : m_layers) all.push_back(layer.state());
    return all;
}

void StackedStepper::setState(const State& state) {
    for (std::size_t i = 0; i < m_layers.size(); ++i) m_layers[i].setState(state[i]);
}

} // namespace contrafact::models::nn
