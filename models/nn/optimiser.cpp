// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/optimiser.h"

#include "models/nn/tensors.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::nn {

namespace {

/// Elements per slice: weight, gradient and moments stay in the second-level cache.
constexpr std::int64_t kSliceElements = 32'768;

/// The same places of one weight's tensors, as long vectors.
struct WeightSlice {
    torch::Tensor weight, gradient, first, second;
};

} // namespace

struct Optimiser::Update {
    double scale; ///< of the gradient
    double rate, beta1, beta2;
    double firstCorrection, secondCorrection; ///< of moments that began at zero

    void adam(const WeightSlice& at, double eps) const {
        at.first.mul_(beta1).add_(at.gradient, 1 - beta1);
        at.second.mul_(beta2).addcmul_(at.gradient, at.gradient, 1 - beta2);
        at.weight.addcdiv_(at.first, at.second.sqrt().div_(secondCorrection).add_(eps),
                           -rate / firstCorrection);
    }
    void sgd(const WeightSlice& at) const {
        at.first.mul_(beta1).add_(at.gradient);
        at.weight.add_(at.first, -rate);
    }
};

Optimiser::Optimiser(const torch::nn::Module& module, const OptimiserOptions& options)
    : m_options(options) {
    for (const auto& item : module.named_parameters()) {
        const auto& weight = item.value();
        const bool squares = m_options.method == Method::Adam;
        m_slots.push_back({item.key(), weight, torch::zeros_like(weight),
                           squares ? torch::zeros_like(weight) : torch::Tensor()});
    }
}

double Optimiser::descend(const torch::Tensor& loss, const StepRates& rates) {
    for (auto& slot : m_slots) slot.weight.mutable_grad().reset();
    loss.backward();
    const torch::NoGradGuard still;
    Update now{.rate = rates.rate,
               .beta1 = rates.beta1.value_or(m_options.beta1),
               .beta2 = rates.beta2.value_or(m_options.beta2)};
    const double value = lossAndScale(loss, now.scale);
    ++m_step;
    const auto step = static_cast<double>(m_step);
    now.firstCorrection = 1 - std::pow(now.beta1, step);
    now.secondCorrection = std::sqrt(1 - std::pow(now.beta2, step));
    for (const auto& slot : m_slots)
        if (slot.weight.grad().defined()) update(slot, now);
    return value;
}

double Optimiser::lossAndScale(const torch::Tensor& loss, double& scale) {
    std::vector<torch::Tensor> numbers{loss.detach().reshape({})};
    for (const auto& slot : m_slots)
        if (slot.weight.grad().defined()) numbers.push_back(slot.weight.grad().norm());
    const auto read = torch::stack(numbers).to(torch::kCPU, torch::kFloat64);
    const double* at = read.data_ptr<double>();
    if (!std::isfinite(at[0])) throw Diverged("the loss is not a number");
    double squares = 0;
    for (std::int64_t i = 1; i < read.numel(); ++i) squares += std::pow(at[i], 2);
    const double norm = std::sqrt(squares);
    if (!std::isfinite(norm)) throw Diverged("a gradient is not a number");
    m_gradientNorm = norm;
    scale = m_options.clip > 0 && norm > m_options.clip ? m_options.clip / norm : 1.0;
    return at[0];
}

void Optimiser::update(const Slot& slot, const Update& now) const {
    const auto flat = [](const torch::Tensor& tensor) { return tensor.detach().view(-1); };
    const auto count = slot.weight.numel();
    const auto gradients = slot.weight.grad().contiguous().view(-1);
    const auto sliceLength = slot.weight.is_cpu() ? kSliceElements : count;
    for (std::int64_t begin = 0; begin < count; begin += sliceLength) {
        const auto length = std::min(sliceLength, count - begin);
        const auto part = [&](const torch::Tensor& t) { return t.narrow(0, begin, length); };
        const WeightSlice at{part(flat(slot.weight)), part(gradients), part(flat(slot.first)),
                             slot.second.defined() ? part(flat(slot.second)) : torch::Tensor()};
        if (now.scale != 1.0) at.gradient.mul_(now.scale);
        if (m_options.weightDecay > 0) {
            if (m_options.decay == WeightDecay::L2)
                at.gradient.add_(at.weight, m_options.weightDecay);
            else
                at.weight.mul_(1 - now.rate * m_options.weightDecay);
        }
        if (m_options.method == Method::Adam)
            now.adam(at, m_options.eps);
        else
            now.sgd(at);
    }
}

template<typename Visit>
void Optimiser::forEach(const std::string& prefix, Visit&& visit) const {
    for (const auto& slot : m_slots) {
        visit(prefix + "/weight/" + slot.name, slot.weight);
        visit(prefix + "/first/" + slot.name, slot.first);
        if (slot.second.defined()) visit(prefix + "/second/" + slot.name, slot.second);
    }
}

void Optimiser::save(const std::string& prefix, TensorFile& file) const {
    forEach(prefix, [&](const std::string& name, const torch::Tensor& tensor) {
        file.tensors[name] = toFile(tensor, DType::F32);
    });
    file.tensors[prefix + "/step"] = toFile(torch::tensor({m_step}), DType::I64);
}

void Optimiser::load(const std::string& prefix, const TensorFile& file) {
    forEach(prefix, [&](const std::string& name, const torch::Tensor& tensor) {
        loadTensor(tensor, name, file);
    });
    auto step = torch::zeros({1}, torch::kInt64);
    loadTensor(step, prefix + "/step", file);
    m_step = step.item<std::int64_t>();
}

} // namespace contrafact::models::nn
