// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/adversarial.h"

#include "models/nn/random.h"
#include "models/train/instance_noise.h"
#include "models/train/likelihood_stage.h"

namespace contrafact::models::train {

namespace {

constexpr double kSmoothing = 0.1;      // width of the bands of smoothed labels
constexpr double kGradientPenalty = 10; // λ of Gulrajani et al. 2017

GameLoss gameLoss(const std::string& choice) {
    if (choice == "hinge") return GameLoss::Hinge;
    if (choice == "saturating") return GameLoss::Saturating;
    if (choice == "wasserstein") return GameLoss::Wasserstein;
    return GameLoss::CrossEntropy;
}

torch::Tensor labels(const torch::Tensor& logits, double from, double to,
                     at::Generator& generator) {
    return torch::rand(logits.sizes(), generator).mul_(to - from).add_(from).to(logits.device());
}

torch::Tensor crossEntropy(const torch::Tensor& logits, const torch::Tensor& target) {
    return torch::binary_cross_entropy_with_logits(logits, target);
}

/// These weights are frozen while it lives: gradients pass through, but not into them.
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
    GameOptions options{.loss = gameLoss(params.choice("loss"))};
    if (params.has("label_smoothing")) options.labelSmoothing = params.flag("label_smoothing");
    if (params.has("feature_matching") && params.flag("feature_matching")) {
        options.matching =
            params.choice("matched") == "cells" ? FeatureMatching::Cells : FeatureMatching::Scalar;
        options.matchInput = params.real("fm_input");
        options.matchFeatures = params.real("fm_features");
    }
    if (params.has("r1")) options.r1 = params.real("r1");
    if (params.has("noise_target")) options.noiseTarget = params.real("noise_target");
    if (options.loss == GameLoss::Wasserstein) options.gradientPenalty = kGradientPenalty;
    return options;
}

torch::Tensor discriminatorLoss(const GameOptions& options, const torch::Tensor& real,
                                const torch::Tensor& generated, at::Generator& generator) {
    if (options.loss == GameLoss::Hinge)
        return (1 - real).relu().mean() + (1 + generated).relu().mean();
    if (options.loss == GameLoss::Wasserstein) return generated.mean() - real.mean();
    const double width = options.labelSmoothing ? kSmoothing : 0;
    const auto realLabels = labels(real, 1 - width, 1, generator);
    const auto generatedLabels = labels(generated, 0, width, generator);
    return 0.5 * (crossEntropy(real, realLabels) + crossEntropy(generated, generatedLabels));
}

torch::Tensor generatorLoss(const GameOptions& options, const torch::Tensor& generated) {
    if (options.loss == GameLoss::Hinge || options.loss == GameLoss::Wasserstein)
        return -generated.mean();
    if (options.loss == GameLoss::Saturating)
        return -crossEntropy(generated, torch::zeros_like(generated));
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

torch::Tensor gradientPenalty(double lambda,
                              const std::function<torch::Tensor(const torch::Tensor&)>& judge,
                              const torch::Tensor& real, const torch::Tensor& generated,
                              at::Generator& generator) {
    auto shape = std::vector<std::int64_t>(static_cast<std::size_t>(real.dim()), 1);
    shape.front() = real.size(0);
    const auto share = torch::rand(shape, generator).to(real.device());
    const auto between = (share * real + (1 - share) * generated).detach().requires_grad_(true);
    const auto gradient =
        torch::autograd::grad({judge(between).sum()}, {between}, {}, true, true)[0];
    const auto length = gradient.flatten(1).norm(2, 1);
    return lambda * (length - 1).square().mean();
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
    const double epochs = params.has("epochs") ? params.real("epochs") : 1;
    const auto now = [&](const char* key) {
        return scheduleOf(params, key).at({.epoch = progress * epochs, .progress = progress});
    };
    const bool apart = params.has("ttur") && params.flag("ttur");
    return {now("lr_g"), now(apart ? "lr_d" : "lr_g")};
}

nn::OptimiserOptions optimiserOptions(const Params& params) {
    nn::OptimiserOptions options{
        .beta1 = params.real("beta1"), .beta2 = params.real("beta2"), .clip = params.real("clip")};
    if (params.has("optimiser") && params.choice("optimiser") == "sgd")
        options.method = nn::Method::Sgd;
    options.decay = nn::WeightDecay::L2; // as in the sources
    if (params.has("weight_decay")) options.weightDecay = params.real("weight_decay");
    return options;
}

Values GameFigures::values() const {
    Values all{{"g_loss", generatorLoss},         {"d_loss", discriminatorLoss},
               {"accuracy_real", accuracyReal},   {"accuracy_generated", accuracyGenerated},
               {"gradient_g", generatorGradient}, {"gradient_d", discriminatorGradient},
               {"lr_g", rates.generator},         {"lr_d", rates.discriminator}};
    if (noise > 0) all.push_back({"noise", noise});
    return all;
}

namespace {

struct DiscriminatorUpdate {
    torch::Tensor real;
    torch::Tensor pieces;       ///< with their graph
    torch::Tensor realFeatures; ///< detached
};

torch::Tensor shareAboveZero(const torch::Tensor& logits) {
    return (logits > 0).to(torch::kFloat32).mean();
}

struct BothJudged {
    Judgement real, generated;
};

/// Recurrent layers take hardly longer over a larger batch.
BothJudged judgeBoth(Game& game, const torch::Tensor& real, const torch::Tensor& generated) {
    if (game.batches == Batches::Apart || game.options.secondDerivatives())
        return {game.judge(real, game.generator), game.judge(generated, game.generator)};
    const auto count = real.size(0);
    const auto both = game.judge(torch::cat({real, generated}), game.generator);
    const auto half = [&](std::int64_t begin) {
        const auto part = [&](const torch::Tensor& of) {
            return of.defined() ? of.narrow(0, begin, count) : of;
        };
        return Judgement{part(both.logits), part(both.features)};
    };
    return {half(0), half(count)};
}

DiscriminatorUpdate updateDiscriminator(Game& game, GameFigures& figures, double weight) {
    const auto& options = game.options;
    const auto real = game.realBatch();
    const auto seen = withNoise(real, game.noise, game.generator);
    const auto x = options.r1 > 0 ? seen.detach().clone().requires_grad_(true) : seen;
    const auto pieces = game.generate();
    const auto made = withNoise(pieces.detach(), game.noise, game.generator);
    const auto [ofReal, ofGenerated] = judgeBoth(game, x, made);
    auto loss = discriminatorLoss(options, ofReal.logits, ofGenerated.logits, game.generator);
    if (options.r1 > 0) loss = loss + r1Penalty(options.r1, ofReal.logits, x);
    if (options.gradientPenalty > 0) {
        const auto logits = [&](const torch::Tensor& between) {
            return game.judge(between, game.generator).logits;
        };
        loss = loss + gradientPenalty(options.gradientPenalty, logits, seen, made, game.generator);
    }
    figures.discriminatorLoss +=
        weight * game.discriminatorOptimiser.descend(loss, game.rates.discriminator);
    figures.discriminatorGradient += weight * game.discriminatorOptimiser.gradientNorm();
    const auto shares = torch::stack({shareAboveZero(ofReal.logits.detach()),
                                      shareAboveZero(ofGenerated.logits.detach())})
                            .to(torch::kCPU, torch::kFloat64);
    figures.accuracyReal += weight * shares.data_ptr<double>()[0];
    figures.accuracyGenerated += weight * (1 - shares.data_ptr<double>()[1]);
    const auto& features = ofReal.features;
    return {real, pieces, features.defined() ? features.detach() : features};
}

Judgement judgeGenerated(Game& game, const torch::Tensor& real, const torch::Tensor& pieces) {
    const auto seen = withNoise(pieces, game.noise, game.generator);
    if (game.batches != Batches::Mixed) return game.judge(seen, game.generator);
    return judgeBoth(game, withNoise(real, game.noise, game.generator), seen).generated;
}

void updateGenerator(Game& game, const DiscriminatorUpdate& last, const torch::Tensor& pieces,
                     GameFigures& figures, double weight) {
    const auto& options = game.options;
    const Frozen frozen(game.discriminatorModule);
    const auto judged = judgeGenerated(game, last.real, pieces);
    auto loss = generatorLoss(options, judged.logits);
    if (options.matching != FeatureMatching::Off)
        loss = loss + options.matchInput * matchingLoss(options.matching, pieces, last.real) +
               options.matchFeatures *
                   matchingLoss(options.matching, judged.features, last.realFeatures);
    figures.generatorLoss += weight * game.generatorOptimiser.descend(loss, game.rates.generator);
    figures.generatorGradient += weight * game.generatorOptimiser.gradientNorm();
}

} // namespace

GameFigures play(Game& game, int generatorSteps, int discriminatorSteps) {
    GameFigures figures{.noise = game.noise, .rates = game.rates};
    DiscriminatorUpdate last;
    for (int i = 0; i < discriminatorSteps; ++i)
        last = updateDiscriminator(game, figures, 1.0 / discriminatorSteps);
    for (int i = 0; i < generatorSteps; ++i)
        updateGenerator(game, last, i == 0 ? last.pieces : game.generate(), figures,
                        1.0 / generatorSteps);
    return figures;
}

} // namespace contrafact::models::train
