// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

#include "models/api/adversarial_specs.h"
#include "models/api/counting.h"
#include "models/api/roll_specs.h"
#include "models/api/specs.h"

namespace contrafact::models::cnn_lstm_gan {

namespace {

std::vector<ParamSpec> networkSpecs() {
    return {withRole(integer("channels", "Generator's channels",
                             "Of its first maps, the later ones have half, 8 to 256; 128 is the "
                             "reading of the paper.",
                             128, {8, 256}, "Networks"),
                     ParamRole::Shape),
            withRole(flag("pitch_layer", "A layer over all pitches",
                          "The generator's last layer reads all pitches of a step, as MuseGAN's "
                          "does, and has a bias for each; published: a convolution of 3 x 3.",
                          false, "Networks"),
                     ParamRole::Shape),
            withRole(choice("d_silence", "Discriminator reads silence as",
                            "As -1, as published, or as 0: then what sounds is all that moves it.",
                            "-1", {{"-1", "-1"}, {"0", "0"}}, "Networks"),
                     ParamRole::Shape),
            withRole(choice("d_reads", "Discriminator reads at once",
                            "So many steps of a piece, of which each is a row otherwise: fewer "
                            "rows, in which it sees how they follow each other.",
                            "1",
                            {{"1", "1 step, as published"},
                             {"2", "2 steps"},
                             {"4", "4 steps"},
                             {"8", "8 steps"}},
                            "Networks"),
                     ParamRole::Shape),
            denseStartSpec("Networks")};
}

/// "Adam instead of SGD, all other learning parameters same", but for a rate that trains a GAN.
std::vector<ParamSpec> trainingSpecs() {
    return joined({networkSpecs(), rollNetworkSpecs("keras"), rollDataSpecs(100),
                   recurrentGameSpecs(10, 1),
                   gameOptimiserSpecs({.batch = 32,
                                       .generatorRate = 2e-4,
                                       .discriminatorRate = 2e-4,
                                       .beta1 = 0.5,
                                       .schedule = "exponential"})});
}

std::vector<ParamSpec> generationSpecs() {
    auto all = latentWalkSpecs();
    all.push_back(useful(real("threshold", "Threshold",
                              "Cells sound above this output, -0.95 to 0.95; published: 0.", 0.0,
                              {-0.95, 0.95}, 0.05, "Decoding"),
                         {-0.5, 0.5}));
    return all;
}

std::vector<Preset> presets() {
    const auto independent = independentPieces();
    auto quick = quickRollValues();
    quick["lr_g"] = "0.0005";
    quick["lr_d"] = "0.002";
    quick["lr_schedule"] = "constant";
    quick.insert({{"dense_start", "true"},
                  {"pitch_layer", "true"},
                  {"d_silence", "0"},
                  {"d_reads", "4"},
                  {"feature_matching", "true"},
                  {"matched", "cells"},
                  {"fm_input", "0.003"},
                  {"fm_features", "0"}});
    auto studio = quick;
    studio["d_width"] = "128";
    studio.insert({{"channels", "64"}, {"epochs", "40"}});
    auto cpu = quick;
    cpu["ema"] = "0.99";
    cpu.insert({{"channels", "16"}, {"epochs", "4"}});
    return {
        {"published",
         "As published",
         "Ten updates of the generator to one of the discriminator, Adam at 0.0002; needs a GPU.",
         {},
         independent},
        {"literal",
         "As printed",
         "Adam at 0.01, as the paper's words have it; it does not learn.",
         {{"lr_g", "0.01"}},
         independent},
        {"studio", "Studio", "Half the channels on sixteenths, hours on one core.", studio},
        {"cpu", "CPU", "Small networks on sixteenths, a quarter of an hour on one core.", cpu},
    };
}

std::vector<ParameterCount> parameterCounts(const Params& params) {
    constexpr std::int64_t kNoise = 100, kBase = 24 * 21, kKernel = 3 * 3, kPitches = 84;
    const auto channels = params.integer("channels");
    const auto maps = channels / 2;
    const auto generator = denseCount(kNoise, channels * kBase) +
                           denseCount(kKernel * channels, channels) + normCount(channels) +
                           denseCount(kKernel * channels, maps) +
                           (params.flag("pitch_layer") ? denseCount(maps * kPitches, kPitches)
                                                       : denseCount(kKernel * maps, 1));
    return {generator.of("Generator"),
            sequenceDiscriminatorCount(kPitches * std::stoi(params.choice("d_reads")),
                                       params.integer("d_width"), 2, params.flag("batch_spread"))
                .of("Discriminator")};
}

} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value = noiseSystem(
        {.id = "cnn-lstm-gan",
         .title = "CNN-LSTM GAN",
         .source = "Liu & Huo, Music Generation with GANs: CNN-LSTM model",
         .summary = "Convolutions paint a bar of piano from noise, an LSTM network tells it from "
                    "real bars. Chords and held notes come more easily than with LSTMs alone.",
         .encoding = "roll-96x84",
         .training = ParamSchema(trainingSpecs()),
         .generation = ParamSchema(generationSpecs()),
         .presets = presets(),
         .parameterCounts = parameterCounts});
    return value;
}

} // namespace contrafact::models::cnn_lstm_gan
