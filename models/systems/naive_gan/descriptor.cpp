// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

#include "models/api/adversarial_specs.h"
#include "models/api/counting.h"
#include "models/api/roll_specs.h"
#include "models/api/specs.h"

namespace contrafact::models::naive_gan {

namespace {

/// As the public program has it that the paper's discriminator comes from: Adam, one update each.
std::vector<ParamSpec> trainingSpecs() {
    return joined(
        {rollNetworkSpecs("keras"),
         rollDataSpecs(5),
         pitchSetSpecs(),
         recurrentGameSpecs(1, 1),
         gameOptimiserSpecs(
             {.batch = 32, .generatorRate = 2e-4, .discriminatorRate = 2e-4, .beta1 = 0.5}),
         {pretrainingSpec(0, "Data")}});
}

std::vector<Preset> presets() {
    auto studio = quickRollValues();
    studio["d_width"] = "128";
    studio["sets"] = "256";
    studio["hold"] = "0.02";
    studio["set_widths"] = "frequency";
    studio["epochs"] = "40";
    auto cpu = studio;
    cpu["d_width"] = "48";
    cpu["epochs"] = "1";
    return {
        {"published",
         "As published",
         "Adam at 0.0002, one update of each side; some 5,000 steps. Needs a GPU.",
         {},
         independentPieces()},
        {"studio", "Studio", "A quarter of the discriminator's width, hours on one core.", studio},
        {"cpu", "CPU", "A small discriminator, a quarter of an hour on one core.", cpu},
    };
}

std::vector<ParameterCount> parameterCounts(const Params& params) {
    constexpr std::int64_t kSteps = 100, kFirst = 256, kSecond = 512, kThird = 1024;
    const auto generator = denseCount(kSteps, kFirst) + normCount(kFirst) +
                           denseCount(kFirst, kSecond) + normCount(kSecond) +
                           denseCount(kSecond, kThird) + normCount(kThird) +
                           denseCount(kThird, kSteps);
    return {generator.of("Generator"),
            sequenceDiscriminatorCount(1, params.integer("d_width"), 2, params.flag("batch_spread"))
                .of("Discriminator")};
}

} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value = noiseSystem(
        {.id = "naive-gan",
         .title = "Naive GAN",
         .source = "Liu & Huo, Music Generation with GANs: the naive model of Table 1",
         .summary = "Dense layers write a bar of piano from noise, an LSTM network tells it from "
                    "real bars. The baseline that the bi-LSTM and CNN-LSTM GANs are measured by.",
         .encoding = "pitch-sets-100",
         .training = ParamSchema(trainingSpecs()),
         .presets = presets(),
         .parameterCounts = parameterCounts});
    return value;
}

} // namespace contrafact::models::naive_gan
