// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

#include "models/api/adversarial_specs.h"
#include "models/api/counting.h"
#include "models/api/roll_specs.h"
#include "models/api/specs.h"

namespace contrafact::models::bilstm_gan {

namespace {

constexpr const char* kNetworks = "Networks";

std::vector<ParamSpec> networkSpecs() {
    return {
        withRole(choice("view", "The networks see",
                        "One number a step, as the published table has it, or a row of pitches, as "
                        "its text has it.",
                        "tokens",
                        {{"tokens", "one number a step (100 × 1)"},
                         {"many-hot", "rows of pitches (96 × 84)"}},
                        kNetworks),
                 ParamRole::Shape),
        withRole(integer("width", "Generator's width",
                         "Of each LSTM, 8 to 1024; published: 512. The dense layer has twice that.",
                         512, {8, 1024}, kNetworks),
                 ParamRole::Shape),
        real("dropout", "Generator's dropout",
             "Share of activations left out after its first two LSTMs, 0 to 0.9.", 0.3, {0, 0.9},
             0.05, kNetworks),
        pretrainingSpec(5, "Data"),
    };
}

std::vector<ParamSpec> trainingSpecs() {
    return joined({networkSpecs(), rollNetworkSpecs("normal"), rollDataSpecs(100), pitchSetSpecs(),
                   recurrentGameSpecs(10, 1),
                   gameOptimiserSpecs({.batch = 32,
                                       .generatorRate = 0.01,
                                       .discriminatorRate = 0.01,
                                       .beta1 = 0,
                                       .clip = 1,
                                       .method = "sgd",
                                       .schedule = "exponential"})});
}

std::vector<Preset> presets() {
    const auto independent = independentPieces();
    auto studio = quickRollValues();
    studio.insert({{"width", "128"},
                   {"epochs", "40"},
                   {"pretrain_epochs", "5"},
                   {"sets", "256"},
                   {"hold", "0.02"},
                   {"set_widths", "frequency"}});
    studio["d_width"] = "128";
    auto cpu = quickRollValues();
    cpu.insert({{"width", "48"},
                {"epochs", "6"},
                {"pretrain_epochs", "1"},
                {"sets", "256"},
                {"hold", "0.02"},
                {"set_widths", "frequency"},
                {"dropout", "0"}});
    return {
        {"published",
         "As published",
         "Ten updates of the generator to one of the discriminator, plain descent; needs a GPU.",
         {},
         independent},
        {"literal",
         "As printed in §2.1.2",
         "One update of the generator to ten of the discriminator, the other reading of the paper.",
         {{"g_steps", "1"}, {"d_steps", "10"}},
         independent},
        {"many-hot",
         "Many-hot",
         "Rows of 84 pitches, as the paper's text says; not the printed counts.",
         {{"view", "many-hot"}},
         independent},
        {"studio", "Studio", "A quarter of the width on sixteenths, hours on one core.", studio},
        {"cpu", "CPU", "Small networks on sixteenths, a quarter of an hour on one core.", cpu},
    };
}

std::vector<ParameterCount> parameterCounts(const Params& params) {
    const bool tokens = params.choice("view") == "tokens";
    const std::int64_t features = tokens ? 1 : 84, size = tokens ? 100 : 96 * 84;
    const auto width = params.integer("width");
    const auto generator = lstmCount(features, width) + lstmCount(width, width, 2) +
                           lstmCount(2 * width, width, 2) + denseCount(2 * width, 2 * width) +
                           normCount(2 * width) + denseCount(2 * width, size);
    return {generator.of("Generator"),
            sequenceDiscriminatorCount(features, params.integer("d_width"), 2,
                                       params.flag("batch_spread"))
                .of("Discriminator")};
}

} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value = noiseSystem(
        {.id = "bilstm-gan",
         .title = "Bi-LSTM GAN",
         .source = "Liu & Huo, Music Generation with GANs: bi-LSTM model",
         .summary = "Two LSTM networks against each other: one writes a bar of piano from noise, "
                    "the other tells it from real bars. A study of how hard that is.",
         .encoding = "pitch-sets-100",
         .training = ParamSchema(trainingSpecs()),
         .presets = presets(),
         .parameterCounts = parameterCounts});
    return value;
}

} // namespace contrafact::models::bilstm_gan
