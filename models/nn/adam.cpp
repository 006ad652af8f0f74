// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/adam.h"

#include "models/nn/tensors.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::nn {

namespace {

/// Elements per slice: weight, gradient and two moments stay in the second-level cache.
constexpr std::int64_t kSlice = 32'768;

} // namespace

Adam::Adam(const torch::nn::Module& module, AdamOptions options)
    : m_options(options) {
    for (const auto& item : module.named_parameters()) {
        const auto& weight = item.value();
        Slot slot{item.key(), weight, torch::zeros_like(weight), torch::zeros_like(weight)};
        m_slots.push_back(std::move(slot));
    }
}

double Adam::descend(const torch::Tensor& loss, double rate) {
    const double value = loss.item<double>();
    if (!std::isfinite(value)) throw Diverged("the loss is not a number");
    for (auto& slot : m_slots) slot.weight.mutable_grad().reset();
    loss.backward();
    const torch::NoGradGuard still;
    const double scale = gradientScale();
    ++m_step;
    for (auto& slot : m_slots)
        if (slot.weight.grad().defined()) update(slot, scale, rate);
    return value;
}

double Adam::gradientScale() const {
    double squares = 0;
    for (const auto& slot : m_slots) {
        const auto& gradient = slot.weight.grad();
        if (gradient.defined()) squares += std::pow(gradient.norm().item<double>(), 2);
    }
    const double norm = std::sqrt(squares);
    if (!std::isfinite(norm)) throw Diverged("a gradient is not a number");
    return m_options.clip > 0 && norm > m_options.clip ? m_options.clip / norm : 1.0;
}

void Adam::update(Slot& slot, double scale, double rate) {
    const auto flat = [](const torch::Tensor& t) { return t.detach().view(-1); };
    const auto step = static_cast<double>(m_step);
    const double first = 1 - std::pow(m_options.beta1, step);
    const double second = std::sqrt(1 - std::pow(m_options.beta2, step));
    const auto count = slot.weight.numel();
    const auto gradients = slot.weight.grad().contiguous().view(-1);
    const auto sliceLength = slot.weight.is_cpu() ? kSlice : count;
    for (std::int64_t begin = 0; begin < count; begin += sliceLength) {
        const auto length = std::min(sliceLength, count - begin);
        const auto part = [&](const torch::Tensor& t) { return t.narrow(0, begin, length); };
        auto gradient = part(gradients);
        if (scale != 1.0) gradient.mul_(scale);
        auto weight = part(flat(slot.weight));
        auto m = part(flat(slot.first));
        auto v = part(flat(slot.second));
        m.mul_(m_options.beta1).add_(gradient, 1 - m_options.beta1);
        v.mul_(m_options.beta2).addcmul_(gradient, gradient, 1 - m_options.beta2);
        if (m_options.weightDecay > 0) weight.mul_(1 - rate * m_options.weightDecay);
        weight.addcdiv_(m, v.sqrt().div_(second).add_(m_options.eps), -rate / first);
    }
}

template<typename Visit>
void Adam::forEach(const std::string& prefix, Visit&& visit) const {
    for (const auto& slot : m_slots) {
        visit(prefix + "/weight/" + slot.name, slot.weight);
        visit(prefix + "/first/" + slot.name, slot.first);
        visit(prefix + "/second/" + slot.name, slot.second);
    }
}

void Adam::save(const std::string& prefix, TensorFile& file) const {
    forEach(prefix, [&](const std::string& name, const torch::Tensor& tensor) {
        file.tensors[name] = toFile(tensor, DType::F32);
    });
    file.tensors[prefix + "/step"] = toFile(torch::tensor({m_step}), DType::I64);
}

void Adam::load(const std::string& prefix, const TensorFile& file) {
    forEach(prefix, [&](const std::string& name, const torch::Tensor& tensor) {
        loadTensor(tensor, name, file);
    });
    auto step = torch::zeros({1}, torch::kInt64);
    loadTensor(step, prefix + "/step", file);
    m_step = step.item<std::int64_t>();
}

} // namespace contrafact::models::nn
