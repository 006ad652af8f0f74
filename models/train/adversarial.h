// SPDX-License-Identifier: GPL-3.0-or-later
// The game of generator and discriminator, shared by all adversarial systems: losses, stabilisers
// and one step of both. Which of them are on is the training schema's (api/adversarial_specs.h).
#pragma once

#include "models/api/params.h"
#include "models/nn/adam.h"
#include "models/nn/torch.h"
#include "models/train/system.h"

#include <functional>

namespace contrafact::models::train {

enum class GameLoss { CrossEntropy, Hinge };
enum class FeatureMatching { Off, Scalar, Cells };

struct GameOptions {
    GameLoss loss = GameLoss::CrossEntropy;
    bool labelSmoothing = false;
    FeatureMatching matching = FeatureMatching::Off;
    double matchInput = 1;    ///< λ of the music's means
    double matchFeatures = 1; ///< λ of the first layer's means
    double r1 = 0;            ///< γ; 0: off

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

/// Shares that are told right: real pieces above 0, generated ones not.
double accuracyReal(const torch::Tensor& logits);
double accuracyGenerated(const torch::Tensor& logits);

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
nn::AdamOptions generatorOptions(const Params& params);
nn::AdamOptions discriminatorOptions(const Params& params);

/// Two rivals. `generate` gives pieces that can be differentiated; `judge` draws its dropout from
/// the generator it is given.
struct Rivals {
    torch::nn::Module& discriminatorModule;
    std::function<torch::Tensor()> generate;
    std::function<Judgement(const torch::Tensor&, at::Generator&)> judge;
};

/// One step of the discriminator, then one of the generator against it, on the same pieces.
/// Gives the values of adversarialCurves().
Values playStep(const GameOptions& options, const Rivals& rivals, const torch::Tensor& real,
                nn::Adam& generatorAdam, nn::Adam& discriminatorAdam, GameRates rates,
                at::Generator& generator);

} // namespace contrafact::models::train
