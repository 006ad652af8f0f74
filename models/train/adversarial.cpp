// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/adversarial.h"

#include "models/nn/random.h"
#include "models/train/steps.h"

namespace contrafact::models::train {

namespace {

constexpr double kSmoothing = 0.1; // width of the bands of smoothed labels

torch::Tensor labels(const torch::Tensor& logits, double from, double to,
                     at::Generator& generator) {
    return torch::rand(logits.sizes(), generator).mul_(to - from).add_(from).to(logits.device());
}

torch::Tensor crossEntropy(const torch::Tensor& logits, const torch::Tensor& target) {
    return torch::binary_cross_entropy_with_logits(logits, target);
}

/// Gradients stop at these weights while it lives: the rival only looks on.
class Frozen {
public:
    explicit Frozen(torch::nn::Module& module)
        : m_weights(module.parameters()) {
        for (auto& weight : m_weights) weight.set_requires_grad(false);
    }
    ~Frozen() {
        for (auto& weight : m_weights) weight.set_requires_grad(true);
    }
    Frozen(const Frozen&) = delete;
    Frozen& operator=(const Frozen&) = delete;

private:
    std::vector<torch::Tensor> m_weights;
};

/// The forward pass is a draw, the backward pass the sigmoid's.
class Draw : public torch::autograd::Function<Draw> {
public:
    static torch::Tensor forward(torch::autograd::AutogradContext* context,
                                 const torch::Tensor& logits, std::int64_t seed) {
        const auto p = logits.sigmoid();
        context->save_for_backward({p});
        const auto u = nn::uniform(logits.sizes(), static_cast<std::uint64_t>(seed));
        return u.to(logits.device()).lt_(p);
    }
    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::tensor_list gradients) {
        const auto p = context->get_saved_variables().front();
        return {torch::sigmoid_backward(gradients.front(), p), torch::Tensor()};
    }
};

} // namespace

torch::Tensor drawnCells(const torch::Tensor& logits, std::uint64_t seed) {
    return Draw::apply(logits, static_cast<std::int64_t>(seed));
}

GameOptions GameOptions::from(const Params& params) {
    const auto matched =
        params.choice("matched") == "cells" ? FeatureMatching::Cells : FeatureMatching::Scalar;
    return {.loss = params.choice("loss") == "hinge" ? GameLoss::Hinge : GameLoss::CrossEntropy,
            .labelSmoothing = params.flag("label_smoothing"),
            .matching = params.flag("feature_matching") ? matched : FeatureMatching::Off,
            .matchInput = params.real("fm_input"),
            .matchFeatures = params.real("fm_features"),
            .r1 = params.real("r1")};
}

torch::Tensor discriminatorLoss(const GameOptions& options, const torch::Tensor& real,
                                const torch::Tensor& generated, at::Generator& generator) {
    if (options.loss == GameLoss::Hinge)
        return (1 - real).relu().mean() + (1 + generated).relu().mean();
    const double width = options.labelSmoothing ? kSmoothing : 0;
    const auto realLabels = labels(real, 1 - width, 1, generator);
    const auto generatedLabels = labels(generated, 0, width, generator);
    return 0.5 * (crossEntropy(real, realLabels) + crossEntropy(generated, generatedLabels));
}

torch::Tensor generatorLoss(const GameOptions& options, const torch::Tensor& generated) {
    if (options.loss == GameLoss::Hinge) return -generated.mean();
    return crossEntropy(generated, torch::ones_like(generated));
}

torch::Tensor matchingLoss(FeatureMatching kind, const torch::Tensor& a, const torch::Tensor& b) {
    if (kind == FeatureMatching::Off) return torch::zeros({}, a.options());
    if (kind == FeatureMatching::Scalar) return (a.mean() - b.mean()).square();
    return (a.mean(0) - b.mean(0)).square().sum();
}

torch::Tensor r1Penalty(double gamma, const torch::Tensor& logits, const torch::Tensor& x) {
    const auto gradient = torch::autograd::grad({logits.sum()}, {x}, {}, true, true)[0];
    return gradient.square().sum() * (gamma / 2 / static_cast<double>(x.size(0)));
}

double accuracyReal(const torch::Tensor& logits) {
    return (logits > 0).to(torch::kFloat32).mean().item<double>();
}

double accuracyGenerated(const torch::Tensor& logits) {
    return 1 - accuracyReal(logits);
}

torch::Tensor spectralNormed(const torch::Tensor& weight, torch::Tensor& u, bool update) {
    torch::Tensor v;
    {
        const torch::NoGradGuard still;
        constexpr double kTiny = 1e-12;
        v = weight.detach().mv(u);
        v.div_(v.norm().clamp_min(kTiny));
        if (update) {
            const auto next = weight.detach().t().mv(v);
            u.copy_(next / next.norm().clamp_min(kTiny));
        }
    }
    // A copy: the backward pass must see the u of this forward pass.
    return weight / v.dot(weight.mv(u.clone())).clamp_min(1e-6);
}

double meanPairwiseDistance(const torch::Tensor& rows) {
    const auto count = static_cast<double>(rows.size(0));
    if (count < 2) return 0;
    const auto sounding = rows.to(torch::kFloat64).sum(0);
    const double differing = (sounding * (count - sounding)).sum().item<double>();
    return differing / (count * (count - 1) / 2) / static_cast<double>(rows.size(1));
}

GameRates GameRates::at(const Params& params, double progress) {
    const auto now = [&](double rate) {
        return params.choice("lr_schedule") == "cosine" ? cosineRate(rate, progress) : rate;
    };
    const double generator = params.real("lr_g");
    return {now(generator), now(params.flag("ttur") ? params.real("lr_d") : generator)};
}

nn::AdamOptions discriminatorOptions(const Params& params) {
    return {
        .beta1 = params.real("beta1"), .beta2 = params.real("beta2"), .clip = params.real("clip")};
}

nn::AdamOptions generatorOptions(const Params& params) {
    auto options = discriminatorOptions(params);
    options.ema = params.real("ema");
    return options;
}

Values playStep(const GameOptions& options, const Rivals& rivals, const torch::Tensor& real,
                nn::Adam& generatorAdam, nn::Adam& discriminatorAdam, GameRates rates,
                at::Generator& generator) {
    const auto x = options.r1 > 0 ? real.detach().clone().requires_grad_(true) : real;
    const auto pieces = rivals.generate();
    const auto ofReal = rivals.judge(x, generator);
    const auto ofGenerated = rivals.judge(pieces.detach(), generator);
    auto loss = discriminatorLoss(options, ofReal.logits, ofGenerated.logits, generator);
    if (options.r1 > 0) loss = loss + r1Penalty(options.r1, ofReal.logits, x);
    const double discriminatorValue = discriminatorAdam.descend(loss, rates.discriminator);

    const Frozen lookingOn(rivals.discriminatorModule);
    const auto judged = rivals.judge(pieces, generator);
    auto ask = generatorLoss(options, judged.logits);
    if (options.matching != FeatureMatching::Off)
        ask = ask + options.matchInput * matchingLoss(options.matching, pieces, real) +
              options.matchFeatures *
                  matchingLoss(options.matching, judged.features, ofReal.features.detach());
    const double generatorValue = generatorAdam.descend(ask, rates.generator);
    return {{"g_loss", generatorValue},
            {"d_loss", discriminatorValue},
            {"accuracy_real", accuracyReal(ofReal.logits)},
            {"accuracy_generated", accuracyGenerated(ofGenerated.logits)},
            {"lr_g", rates.generator},
            {"lr_d", rates.discriminator}};
}

} // namespace contrafact::models::train
