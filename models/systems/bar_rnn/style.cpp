// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/style.h"

#include "models/nn/tensors.h"

namespace contrafact::models::bar_rnn {

StyleNumbersImpl::StyleNumbersImpl(const EventNetImpl& network) {
    const auto hidden = network.options.hidden;
    const auto zeros = [this](const char* name, std::int64_t size) {
        return register_parameter(name, torch::zeros({size}));
    };
    m_inputs = zeros("inputs", network.options.inputs);
    m_gates = zeros("gates", 4 * hidden);
    m_tokens = zeros("tokens", encoding::kTokens);
    m_lengths = zeros("lengths", encoding::kDurationClasses);
    m_loudness = zeros("loudness", encoding::kVelocityClasses);
    m_hidden = zeros("hidden", hidden);
    m_cells = zeros("cells", hidden);
}

void StyleNumbersImpl::wear(EventNetImpl& network, const EventNetImpl& base) const {
    network.style = base.style + m_inputs;
    network.tokenBias = base.tokenBias + m_tokens;
    network.lengthOut->bias = base.lengthOut->bias + m_lengths;
    network.loudOut->bias = base.loudOut->bias + m_loudness;
    network.along->replaceInputBias(base.along->weights(0).biasIn + m_gates);
}

nn::RecurrentState StyleNumbersImpl::start(std::int64_t rows) const {
    const auto spread = [&](const torch::Tensor& state) {
        return state.view({1, 1, -1}).expand({1, rows, -1}).contiguous();
    };
    return {spread(m_hidden), spread(m_cells)};
}

std::map<std::string, TensorData> StyleNumbersImpl::save() const {
    TensorFile file;
    nn::saveModule(*this, "style", file);
    return std::move(file.tensors);
}

void StyleNumbersImpl::add(const LearnedStyle& style, double weight) {
    const torch::NoGradGuard still;
    const TensorFile file{.tensors = style.numbers, .metadata = {}};
    for (auto& each : named_parameters()) {
        auto learned = torch::empty_like(each.value());
        nn::loadTensor(learned, "style/" + each.key(), file);
        each.value().add_(learned, weight);
    }
}

EventNet copyOf(const EventNet& network) {
    TensorFile file;
    nn::saveModule(*network, "network", file);
    EventNet copy(network->options);
    nn::loadModule(*copy, "network", file);
    copy->eval();
    return copy;
}

Model styled(const Model& model, std::span<const StyleSet> styles) {
    if (styles.empty()) return model;
    const torch::NoGradGuard still;
    StyleNumbers numbers(*model.network);
    for (const auto& set : styles) numbers->add(*set.learned, set.weight);
    auto mixed = model;
    mixed.network = copyOf(model.network);
    numbers->wear(*mixed.network, *model.network);
    mixed.start = numbers->start(1);
    return mixed;
}

} // namespace contrafact::models::bar_rnn
