// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/layers.h"

#include "models/nn/recurrent.h"

#include <cmath>

namespace contrafact::models::nn {

namespace {

constexpr double kNormalSd = 0.02; // of DCGAN (Radford et al. 2015)

void drawKernel(torch::Tensor& weight, Start start, at::Generator& generator) {
    const auto field = static_cast<double>(weight[0][0].numel()); // 1 of dense layers
    const double in = static_cast<double>(weight.size(1)) * field;
    const double out = static_cast<double>(weight.size(0)) * field;
    if (start == Start::Normal) {
        weight.normal_(0, kNormalSd, generator);
        return;
    }
    const double limit = start == Start::Keras ? std::sqrt(6 / (in + out)) : 1 / std::sqrt(in);
    weight.uniform_(-limit, limit, generator);
}

void drawBias(torch::Tensor& bias, const torch::Tensor& weight, Start start,
              at::Generator& generator) {
    const double limit = 1 / std::sqrt(static_cast<double>(weight[0].numel()));
    if (start == Start::Torch)
        bias.uniform_(-limit, limit, generator);
    else
        bias.zero_();
}

void drawRecurrent(RecurrentImpl& layer, Start start, at::Generator& generator) {
    if (start == Start::Keras) return layer.initialiseAsKeras(generator);
    if (start == Start::Torch) return layer.initialise(generator);
    for (auto& weight : layer.parameters())
        if (weight.dim() == 2)
            weight.normal_(0, kNormalSd, generator);
        else
            weight.zero_();
}

void drawLayer(torch::nn::Module& layer, Start start, at::Generator& generator) {
    if (auto* recurrent = layer.as<RecurrentImpl>())
        return drawRecurrent(*recurrent, start, generator);
    auto own = layer.named_parameters(false);
    auto* weight = own.find("weight");
    if (!weight || weight->dim() < 2) return;
    drawKernel(*weight, start, generator);
    if (auto* bias = own.find("bias")) drawBias(*bias, *weight, start, generator);
}

/// All batch norms below `module` follow their batches with that momentum.
void setMomentum(torch::nn::Module& module, const std::function<double(double)>& momentum) {
    for (const auto& child : module.children()) {
        if (auto* norm = child->as<torch::nn::BatchNorm1dImpl>())
            norm->options.momentum(momentum(norm->options.momentum().value()));
        if (auto* norm = child->as<torch::nn::BatchNorm2dImpl>())
            norm->options.momentum(momentum(norm->options.momentum().value()));
        setMomentum(*child, momentum);
    }
}

} // namespace

std::vector<torch::nn::Linear> denseLayers(torch::nn::Module& module,
                                           const std::vector<std::int64_t>& widths) {
    std::vector<torch::nn::Linear> layers;
    for (std::size_t i = 0; i + 1 < widths.size(); ++i)
        layers.push_back(module.register_module("dense" + std::to_string(i + 1),
                                                torch::nn::Linear(widths[i], widths[i + 1])));
    return layers;
}

Start startOf(const std::string& choice) {
    if (choice == "torch") return Start::Torch;
    return choice == "keras" ? Start::Keras : Start::Normal;
}

void drawWeights(torch::nn::Module& module, Start start, at::Generator& generator) {
    const torch::NoGradGuard still;
    drawLayer(module, start, generator);
    for (const auto& child : module.children()) drawWeights(*child, start, generator);
}

torch::nn::BatchNorm1dOptions kerasNorm(std::int64_t width, double kept) {
    constexpr double kEpsilon = 1e-3;
    return torch::nn::BatchNorm1dOptions(width).momentum(1 - kept).eps(kEpsilon);
}

void measureNorms(torch::nn::Module& module, const std::function<void()>& forward) {
    const torch::NoGradGuard still;
    const bool training = module.is_training();
    std::vector<double> before;
    setMomentum(module, [&](double momentum) {
        before.push_back(momentum);
        return 1.0;
    });
    if (before.empty()) return; // nothing is measured where there is no norm
    module.train();
    forward();
    auto next = before.begin();
    setMomentum(module, [&](double) { return *next++; });
    module.train(training);
}

} // namespace contrafact::models::nn
