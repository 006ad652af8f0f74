// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/denoising.h"

#include "models/train/likelihood_stage.h"

namespace contrafact::models::train {

namespace {

constexpr double kAddedNoise = 0.3; // standard deviation; music is -1..1
constexpr double kRate = 1e-3;
constexpr std::uint64_t kDenoising = 48; // apart from the game's draws

} // namespace

std::unique_ptr<Stage> makeDenoisingStage(Denoising system, const Params& params) {
    const double epochs = params.real("pretrain_epochs");
    LikelihoodOptions options;
    options.batch = params.integer("batch");
    options.epochs = epochs;
    options.schedule.rate = kRate;
    options.rateCurve = "lr_g";
    options.gradientCurve = "gradient_g";
    Likelihood likelihood{.network = system.generator,
                          .seed = nn::mix(system.seed, kDenoising),
                          .examples = epochs > 0 ? system.examples : 0};
    likelihood.loss = [system = std::move(system)](const Batch& batch) -> Loss {
        const auto real = system.real(batch.examples);
        const auto noise = torch::randn(real.sizes(), batch.draws.generator).to(real.device());
        system.generator->train();
        const auto cleaned = system.generator->forward((real + kAddedNoise * noise).flatten(1),
                                                       batch.draws.generator);
        const auto loss = (cleaned - real).square().mean();
        return {loss, {{"pretrain_loss", loss}}};
    };
    return makeLikelihoodStage(std::move(likelihood), std::move(options));
}

} // namespace contrafact::models::train
