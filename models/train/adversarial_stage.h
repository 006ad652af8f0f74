// SPDX-License-Identifier: GPL-3.0-or-later
// The stage of all adversarial systems. It owns both optimisers, their rates and how often each
// side moves, the game's loss and stabilisers (adversarial.h), the average of the generator, the
// look at a fixed batch of noise, the warnings, and saving; a system hands it two networks, how
// pieces are generated and judged, and real pieces. A generator that is trained alone first is a
// likelihood stage before this one. Everything runs on the training thread.
#pragma once

#include "models/train/adversarial.h"
#include "models/train/draws.h"
#include "models/train/instance_noise.h"
#include "models/train/kept_weights.h"
#include "models/train/system.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace contrafact::models::train {

/// A look at what a fixed batch of noise has become, beside as many real pieces: are the pieces
/// different from each other, and how much sounds? Gives the values that lookedAtCurves() adds.
struct FixedLook {
    std::vector<std::int64_t> noise; ///< shape of the noise, the number of pieces first
    /// Without gradients, with the weights to compose with in the generator: the noise [N, ...] to
    /// cells that sound (1) or not, [N, cells] on the CPU.
    std::function<torch::Tensor(const torch::Tensor& noise)> cells;
    torch::Tensor real; ///< [M, cells] of real pieces
    double barsPerPiece = 1;
};

/// What is peculiar to a system.
struct Adversarial {
    /// On the training device, their first weights drawn.
    std::shared_ptr<torch::nn::Module> generator;
    std::shared_ptr<torch::nn::Module> discriminator;
    std::uint64_t seed = 1;
    std::int64_t examples = 0; ///< an epoch shows so many; 0: nothing to learn, passed over
    /// A batch of pieces that can be differentiated.
    std::function<torch::Tensor(StepDraws&)> generate;
    std::function<torch::Tensor(StepDraws&)> realBatch;
    /// Draws its dropout from the generator it is given.
    std::function<Judgement(const torch::Tensor&, at::Generator&)> judge;
    Batches batches = Batches::Apart;
    FixedLook look = {};                               ///< without `cells` there is no look
    std::function<void(const std::string&)> warn = {}; ///< Context::warn
    std::function<void()> measure = {}; ///< when averaged weights are put in, KeepOptions::measure
};

struct AdversarialOptions {
    GameOptions game;
    nn::OptimiserOptions generator;
    nn::OptimiserOptions discriminator;
    std::function<GameRates(double progress)> rates;
    std::int64_t batch = 64;
    double epochs = 1;
    int generatorSteps = 1;     ///< updates of the generator in a step
    int discriminatorSteps = 1; ///< updates of the discriminator before them
    double average = 0;         ///< decay of the generator's running mean; 0: off
    std::int64_t lookEvery = 100;
    std::int64_t sampleEvery = 0;

    /// By the groups of api/adversarial_specs.h, and "epochs", "look_every", "sample_every".
    static AdversarialOptions from(const Params& params);
};

std::unique_ptr<Stage> makeAdversarialStage(Adversarial system, AdversarialOptions options);

/// The noise that FixedLook::cells is shown in a stage with that seed, for samples of the same
/// pieces. On the CPU.
torch::Tensor fixedNoise(std::uint64_t seed, const std::vector<std::int64_t>& shape);

} // namespace contrafact::models::train
