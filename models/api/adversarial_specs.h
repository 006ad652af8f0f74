// SPDX-License-Identifier: GPL-3.0-or-later
// What adversarial systems let people set, in groups that a system takes with defaults of its own
// or leaves out. models/train/adversarial_stage.h reads these keys.
#pragma once

#include "models/api/descriptor.h"

#include <string>
#include <vector>

namespace contrafact::models {

/// "loss": bce | saturating | hinge | wasserstein
std::vector<ParamSpec> lossSpecs(const std::string& loss = "bce");

struct StabiliserDefaults {
    bool labelSmoothing = false;
    bool featureMatching = false;
    bool spectralNorm = false;
    double r1 = 0;
    double noiseTarget = 0;
    std::vector<std::string> without = {}; ///< keys that the system's discriminator cannot take
};
/// "label_smoothing", "feature_matching" with its weights, "spectral_norm", "batch_spread",
/// "r1" and "noise_target". A system that takes them gives Judgement::features, norms every weight
/// of its discriminator and shows it the spread of the batch.
std::vector<ParamSpec> stabiliserSpecs(const StabiliserDefaults& defaults);

struct GameDefaults {
    std::int64_t batch = 64;
    double generatorRate = 2e-4;
    double discriminatorRate = 2e-4;
    bool twoTimeScales = false;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double clip = 0;
    double average = 0;
    std::string method = "adam";       ///< adam | sgd
    std::string schedule = "constant"; ///< constant | cosine | exponential
};
/// "batch", "optimiser", "lr_g", "ttur", "lr_d", "lr_schedule", "lr_decay", "beta1", "beta2",
/// "clip" and "ema".
std::vector<ParamSpec> gameOptimiserSpecs(const GameDefaults& defaults);
/// "g_steps" and "d_steps": how often each side moves in a step.
std::vector<ParamSpec> gameStepSpecs(std::int64_t generator, std::int64_t discriminator);
/// "epochs": the batches are drawn, an epoch is as many as the examples fill.
ParamSpec gameEpochsSpec(double epochs, const std::string& examples, std::string group);
/// "look_every": steps between two looks at the fixed noise.
ParamSpec lookEverySpec(std::int64_t steps, std::string group);

/// "pretrain_epochs": the generator alone first, train/denoising.h.
ParamSpec pretrainingSpec(double epochs, std::string group);
/// "shown_pieces": outputs | played, what the discriminator sees of the generator.
ParamSpec shownPiecesSpec(std::string group);
/// "dense_start": whether the first weights make as much sound as there is in songs.
ParamSpec denseStartSpec(std::string group);
/// "start": how first weights are drawn, nn/layers.h.
ParamSpec startSpec(const std::string& start, std::string group);

/// Controls for composing piece after piece of noise: "truncation", "chain" and "walk_step".
std::vector<ParamSpec> latentWalkSpecs();
/// Of those, for `published` presets: each piece is drawn by itself, and the first is kept.
std::map<std::string, std::string> independentPieces();

/// Curves and panels of the game: losses, accuracies with their 50 % line, norms of gradients,
/// noise and learning rates.
std::vector<PanelSpec> adversarialPanels();
std::vector<CurveSpec> adversarialCurves();
/// Those of the game and of train::FixedLook.
std::vector<PanelSpec> lookedAtPanels();
std::vector<CurveSpec> lookedAtCurves();

/// The descriptor of a system that is trained by train/noise_training.h, with what all of these
/// have in common: panels, curves and stages of the game, and of pre-training where
/// "pretrain_epochs" is a setting; latentWalkSpecs() where it has no controls of its own; one
/// instrument, bar by bar.
SystemDescriptor noiseSystem(SystemDescriptor system);

} // namespace contrafact::models
