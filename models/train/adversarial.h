// SPDX-License-Identifier: GPL-3.0-or-later
// The game of generator and discriminator, shared by all adversarial systems: losses, stabilisers
// and one step of both. Which of them are on is the training schema's (api/adversarial_specs.h);
// adversarial_stage.h plays it step after step.
#pragma once

#include "models/api/params.h"
#include "models/nn/optimiser.h"
#include "models/nn/torch.h"
#include "models/train/system.h"

#include <functional>

namespace contrafact::models::train {

enum class GameLoss {
    CrossEntropy, ///< the generator maximises log D, which does not saturate
    Saturating,   ///< the same, but the generator minimises log(1 - D)
    Hinge,
    Wasserstein ///< with GameOptions::gradientPenalty
};
enum class FeatureMatching { Off, Scalar, Cells };

struct GameOptions {
    GameLoss loss = GameLoss::CrossEntropy;
    bool labelSmoothing = false;
    FeatureMatching matching = FeatureMatching::Off;
    double matchInput = 1;      ///< λ of the music's means
    double matchFeatures = 1;   ///< λ of the first layer's means
    double r1 = 0;              ///< γ; 0: off
    double gradientPenalty = 0; ///< λ of WGAN-GP; 0: off
    double noiseTarget = 0;     ///< of train/instance_noise.h; 0: off

    /// The discriminator's gradient at its pieces is differentiated again.
    bool secondDerivatives() const { return r1 > 0 || gradientPenalty > 0; }
    static GameOptions from(const Params& params);
};

/// What the discriminator makes of [B, ...] pieces.
struct Judgement {
    torch::Tensor logits;   ///< [B]; above 0 it takes the piece for real
    torch::Tensor features; ///< of its first layer, [B, ...]
};

/// Mean loss of the discriminator. Labels are smoothed with draws from `generator`.
torch::Tensor discriminatorLoss(const GameOptions& options, const torch::Tensor& real,
                                const torch::Tensor& generated, at::Generator& generator);
torch::Tensor generatorLoss(const GameOptions& options, const torch::Tensor& generated);
/// |mean a - mean b|², of all values (Scalar) or summed over cells of batch means (Cells).
torch::Tensor matchingLoss(FeatureMatching kind, const torch::Tensor& a, const torch::Tensor& b);
/// γ/2 times the mean squared gradient of `logits` at `x`, from which they were computed.
torch::Tensor r1Penalty(double gamma, const torch::Tensor& logits, const torch::Tensor& x);

/// Cells that sound (1) or not, drawn with probability sigmoid(logits) as a function of `seed`. The
/// gradient passes as if they were the probabilities (straight-through estimator).
torch::Tensor drawnCells(const torch::Tensor& logits, std::uint64_t seed);

/// `weight` [in, out] over its largest singular value, by power iteration. `u` [out] is the state
/// between steps, moved on when `update`; it belongs into checkpoints.
torch::Tensor spectralNormed(const torch::Tensor& weight, torch::Tensor& u, bool update);

/// Mean over all pairs of rows of the share of cells that differ; rows hold 0 and 1. [N, cells]
double meanPairwiseDistance(const torch::Tensor& rows);

/// The two optimisers' learning rates at a share of the training.
struct GameRates {
    double generator = 0;
    double discriminator = 0;
    static GameRates at(const Params& params, double progress);
};
/// By the keys "optimiser", "beta1", "beta2", "clip" and, where there is one, "weight_decay".
nn::OptimiserOptions optimiserOptions(const Params& params);

/// λ times the mean of (|gradient| - 1)² on the way between real and generated pieces.
torch::Tensor gradientPenalty(double lambda,
                              const std::function<torch::Tensor(const torch::Tensor&)>& judge,
                              const torch::Tensor& real, const torch::Tensor& generated,
                              at::Generator& generator);

/// How the discriminator is given real and generated pieces.
enum class Batches {
    Apart,  ///< a batch of each
    Joined, ///< one batch where it learns: no piece is judged by the others, and one pass is
            ///< quicker
    Mixed ///< one batch always: it normalises over its batch, and would not see how the two differ
};

/// Two networks against each other, for one step.
struct Game {
    const GameOptions& options;
    torch::nn::Module& discriminatorModule;
    /// Pieces that can be differentiated.
    std::function<torch::Tensor()> generate;
    std::function<torch::Tensor()> realBatch;
    /// Draws its dropout from the generator it is given.
    std::function<Judgement(const torch::Tensor&, at::Generator&)> judge;
    Batches batches = Batches::Apart;
    nn::Optimiser& generatorOptimiser;
    nn::Optimiser& discriminatorOptimiser;
    GameRates rates;
    double noise = 0; ///< deviation of the noise on all that the discriminator sees
    at::Generator& generator;
};

/// What a step was like; means over its updates.
struct GameFigures {
    double generatorLoss = 0;
    double discriminatorLoss = 0;
    double accuracyReal = 0;      ///< share of real pieces with logits above 0
    double accuracyGenerated = 0; ///< share of generated ones without
    double generatorGradient = 0; ///< norms, before clipping
    double discriminatorGradient = 0;
    double noise = 0; ///< Game::noise
    GameRates rates;
    /// For the curves of adversarialCurves().
    Values values() const;
};

/// So many updates of the discriminator, then of the generator against it. The generator's first
/// update uses the pieces that the discriminator's last one judged; others generate anew. One value
/// is read back from the device for each update.
GameFigures play(Game& game, int generatorSteps, int discriminatorSteps);

} // namespace contrafact::models::train
