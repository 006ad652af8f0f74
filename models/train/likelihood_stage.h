// SPDX-License-Identifier: GPL-3.0-or-later
// The stage of all systems that fit one network to examples: next-note networks, autoencoders,
// regressions. It owns the optimiser, the schedule, epochs and the order of examples, clipping, the
// weights to compose with, validation, the early end and saving; a system hands it its network and
// its loss. Everything runs on the training thread.
#pragma once

#include "models/nn/optimiser.h"
#include "models/nn/schedule.h"
#include "models/train/draws.h"
#include "models/train/kept_weights.h"
#include "models/train/system.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace contrafact::models::train {

/// The examples of one step, and what else it draws.
struct Batch {
    torch::Tensor examples; ///< [B] int64 indices below Likelihood::examples, on the CPU
    double progress = 0;    ///< share of the stage that is done, 0..1
    StepDraws& draws;
};

/// A scalar for the curve of that key. All of a step are read back together, once.
struct Figure {
    std::string curve;
    torch::Tensor value;
};

struct Loss {
    torch::Tensor total; ///< scalar to descend on
    std::vector<Figure> figures;
};

struct Validation {
    Values values;
    /// What the stage is judged by (LikelihoodOptions::judge); nothing where there is no music
    /// apart: then the mean training loss is.
    std::optional<double> loss;
};

/// What is peculiar to a system.
struct Likelihood {
    /// On the training device, its first weights drawn.
    std::shared_ptr<torch::nn::Module> network;
    std::uint64_t seed = 1;
    std::int64_t examples = 0; ///< 0: there is nothing to learn, the stage is passed over
    std::function<Loss(const Batch&)> loss;
    /// Without gradients, with the weights to judge in the network. May be empty.
    std::function<Validation()> validate = {};
    /// Statistics that composing needs, measured with the weights to compose with in the network;
    /// called whenever a validation has changed these, and at the end. May be empty.
    std::function<void()> measure = {};
    /// After the last step, with the weights to compose with in the network; also of a stage that
    /// is passed over. May be empty.
    std::function<void()> finish = {};
};

/// Of a system that keeps its examples, loss and validation together in one object: count(),
/// loss(batch) and validate().
template<typename Lesson>
Likelihood likelihoodOf(std::shared_ptr<Lesson> lesson, std::shared_ptr<torch::nn::Module> network,
                        std::uint64_t seed) {
    return {.network = std::move(network),
            .seed = seed,
            .examples = lesson->count(),
            .loss = [lesson](const Batch& batch) { return lesson->loss(batch); },
            .validate = [lesson] { return lesson->validate(); }};
}

enum class Order {
    Shuffled, ///< each epoch an order of its own of all examples; whole batches only
    Drawn     ///< with replacement
};
enum class Judge { Training, Held };

/// By the specs of that key and "lr_schedule" (api/specs.h).
nn::Schedule scheduleOf(const Params& params, const std::string& key = "lr");

struct LikelihoodOptions {
    Order order = Order::Shuffled;
    std::int64_t batch = 32;
    double epochs = 1;
    std::int64_t epochSteps = 0; ///< 0: as many as the examples fill
    nn::OptimiserOptions optimiser;
    nn::Schedule schedule;
    KeepOptions keep;
    Judge judge = Judge::Held;
    std::int64_t patience = 0;      ///< validations without a better loss that end it; 0: any
    std::int64_t validateEvery = 0; ///< steps; 0: each epoch
    std::int64_t sampleEvery = 0;   ///< steps; 0: only at the end
    std::string rateCurve = "lr";
    std::string gradientCurve = "gradient"; ///< of its norm, before clipping

    /// Those of the keys "batch", "epochs", "lr", "lr_schedule", "weight_decay", "clip", "ema",
    /// "validate_every", "sample_every", "patience", "monitor" and "restore_best" that are there.
    static LikelihoodOptions from(const Params& params);
};

std::unique_ptr<Stage> makeLikelihoodStage(Likelihood system, LikelihoodOptions options);

} // namespace contrafact::models::train
