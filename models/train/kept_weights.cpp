// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/kept_weights.h"

#include "models/nn/tensors.h"

#include <algorithm>

namespace contrafact::models::train {

namespace {

torch::Tensor copyOf(const torch::Tensor& tensor) {
    return tensor.detach().clone();
}

} // namespace

KeptWeights::KeptWeights(const torch::nn::Module& module, KeepOptions options)
    : m_options(std::move(options)) {
    const bool averages = m_options.kind == Keep::Average;
    for (const auto& item : module.named_parameters())
        m_slots.push_back(
            {item.key(), item.value(), averages ? copyOf(item.value()) : torch::Tensor(), {}});
    // Buffers are not averaged, but set aside while averaged weights are in place.
    for (const auto& item : module.named_buffers())
        m_slots.push_back({item.key(), item.value(), {}, {}});
}

void KeptWeights::afterStep() {
    if (m_options.kind != Keep::Average) return;
    const torch::NoGradGuard still;
    ++m_steps;
    // The mean begins with the first step, and follows closely while it is young.
    const auto steps = static_cast<double>(m_steps);
    const double decay = m_steps == 1 ? 0 : std::min(m_options.decay, (1 + steps) / (10 + steps));
    for (auto& slot : m_slots)
        if (slot.kept.defined()) slot.kept.lerp_(slot.live, 1 - decay);
}

void KeptWeights::remember() {
    if (m_options.kind != Keep::Best) return;
    const torch::NoGradGuard still;
    for (auto& slot : m_slots) slot.kept = copyOf(slot.live);
    m_remembered = true;
}

bool KeptWeights::hasKept() const {
    return (m_options.kind == Keep::Average && m_steps > 0) ||
           (m_options.kind == Keep::Best && m_remembered);
}

KeptWeights::Scope KeptWeights::inPlace() {
    return Scope(*this);
}

void KeptWeights::enter() {
    if (m_depth++ > 0 || !hasKept()) return;
    const torch::NoGradGuard still;
    for (auto& slot : m_slots) {
        slot.aside = copyOf(slot.live);
        if (slot.kept.defined()) slot.live.copy_(slot.kept);
    }
    if (m_options.kind == Keep::Average && m_options.measure) m_options.measure();
}

void KeptWeights::leave() {
    if (--m_depth > 0) return;
    const torch::NoGradGuard still;
    for (auto& slot : m_slots) {
        if (slot.aside.defined()) slot.live.copy_(slot.aside);
        slot.aside.reset();
    }
}

void KeptWeights::putInForGood() {
    enter();
    for (auto& slot : m_slots) slot.aside.reset();
}

template<typename Visit>
void KeptWeights::forEachKept(const std::string& prefix, Visit&& visit) const {
    const std::string folder = m_options.kind == Keep::Average ? "/mean/" : "/best/";
    for (const auto& slot : m_slots)
        if (slot.kept.defined()) visit(prefix + folder + slot.name, slot.kept);
}

void KeptWeights::save(const std::string& prefix, TensorFile& file) const {
    if (!hasKept()) return;
    forEachKept(prefix, [&](const std::string& name, const torch::Tensor& tensor) {
        file.tensors[name] = nn::toFile(tensor, DType::F32);
    });
    file.tensors[prefix + "/kept_steps"] = nn::toFile(torch::tensor({m_steps}), DType::I64);
}

void KeptWeights::load(const std::string& prefix, const TensorFile& file) {
    if (!nn::hasTensor(file, prefix + "/kept_steps")) return; // nothing was remembered yet
    if (m_options.kind == Keep::Best) remember();             // makes room
    forEachKept(prefix, [&](const std::string& name, const torch::Tensor& tensor) {
        nn::loadTensor(tensor, name, file);
    });
    auto steps = torch::zeros({1}, torch::kInt64);
    nn::loadTensor(steps, prefix + "/kept_steps", file);
    m_steps = steps.item<std::int64_t>();
}

} // namespace contrafact::models::train
