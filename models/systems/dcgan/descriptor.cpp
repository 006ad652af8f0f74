// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

#include "models/api/adversarial_specs.h"
#include "models/api/specs.h"

namespace contrafact::models::dcgan {

namespace {

std::vector<ParamSpec> networkSpecs() {
    return {
        withRole(integer("width", "Width",
                         "Multiplies the channels of both networks (64 and 16), 1 to 8; 1 is the "
                         "published size.",
                         1, {1, 8}, "Networks"),
                 ParamRole::Shape),
        withRole(choice("d_norm", "Discriminator's normalisation",
                        "Batch norm as published; none goes with spectral norm and R1.", "batch",
                        {{"batch", "batch norm"}, {"none", "none"}}, "Networks"),
                 ParamRole::Shape),
        real("dropout", "Discriminator's dropout",
             "Share of activations dropped before each of its convolutions in time, 0 to 0.9.", 0.5,
             {0, 0.9}, 0.05, "Networks"),
        choice("shown_cells", "The discriminator sees",
               "Probabilities, as published, or cells drawn from them, which are 0 or 1 as in real "
               "music.",
               "probabilities",
               {{"probabilities", "probabilities"}, {"drawn", "drawn cells (straight-through)"}},
               "Networks"),
        choice("start", "The generator starts", "As published, or with as many notes as the songs.",
               "half", {{"half", "at one half everywhere"}, {"sparse", "as dense as the songs"}},
               "Networks"),
    };
}

std::vector<ParamSpec> dataSpecs() {
    return {
        gameEpochsSpec(1000, "windows", "Data"),
        windowHopSpec("window_hop", "Windows at", "Where training windows of four bars may begin.",
                      "Data"),
        keySpec("Data"),
        transposeSpec(0, "Data"),
        sampleEverySpec(1000, "Data"),
        lookEverySpec(100, "Data"),
    };
}

std::vector<ParamSpec> trainingSpecs() {
    return joined(
        {networkSpecs(), dataSpecs(), lossSpecs(),
         stabiliserSpecs(
             {.labelSmoothing = true, .featureMatching = true, .without = {"batch_spread"}}),
         gameOptimiserSpecs({.batch = 64,
                             .generatorRate = 3e-4,
                             .discriminatorRate = 6e-4,
                             .twoTimeScales = true,
                             .beta1 = 0,
                             .beta2 = 0.99})});
}

std::vector<ParamSpec> generationSpecs() {
    return joined({latentWalkSpecs(), cellSpecs(0.5, "0.7")});
}

std::vector<Preset> presets() {
    std::map<std::string, std::string> musical{
        {"shown_cells", "drawn"}, {"start", "sparse"},       {"window_hop", "bar"},
        {"loss", "hinge"},        {"spectral_norm", "true"}, {"d_norm", "none"},
        {"lr_g", "0.001"},        {"lr_d", "0.002"},         {"matched", "cells"},
        {"fm_input", "0.01"},     {"fm_features", "0.1"},    {"lr_schedule", "cosine"},
        {"ema", "0.995"},         {"key", "common"}};
    auto studio = musical;
    studio["width"] = "2";
    studio["epochs"] = "200";
    auto cpu = musical;
    cpu["epochs"] = "5";
    return {
        {"published",
         "As published",
         "The article's settings with its stabilisers on; a thousand epochs.",
         {},
         {{"selection", "threshold"},
          {"threshold", "0.7"},
          {"chain", "independent"},
          {kChooseFrom, "1"}}},
        {"studio", "Studio", "A larger network that is shown cells: an hour or more on one core.",
         studio},
        {"cpu",
         "CPU",
         "A first result after some minutes on one processor core.",
         cpu,
         {{"density", "0.7"}}}, // it learns some four cells of ten too many
    };
}

constexpr std::int64_t kLatent = 100, kRow = 5 * 128, kDoublings = 5;

/// Weight and bias of a convolution in time with `area` steps, and PReLU's slope.
constexpr std::int64_t block(std::int64_t in, std::int64_t area, std::int64_t out) {
    return in * area * out + out + 1;
}

/// Keras counts batch norm's running mean and variance as well.
std::vector<ParameterCount> parameterCounts(const Params& params) {
    const std::int64_t g = 64 * params.integer("width"), d = 16 * params.integer("width");
    const std::int64_t generator =
        block(kLatent, 2, g) + (kDoublings - 1) * block(g, 2, g) + g * kRow + 5;
    const std::int64_t discriminator = block(kRow, 1, d) + kDoublings * block(2 * d, 1, d) + d + 1;
    const std::int64_t gNorm = kDoublings * g;
    const std::int64_t dNorm = params.choice("d_norm") == "batch" ? (kDoublings + 1) * d : 0;
    return {{"Generator", generator + 2 * gNorm, generator + 4 * gNorm},
            {"Discriminator", discriminator + 2 * dNorm, discriminator + 4 * dNorm}};
}

} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value{
        .id = "dcgan",
        .title = "DCGAN",
        .source = "Tham, Generating Music Using Deep Learning (2021)",
        .summary = "A generator learns to play four bars of five instruments that a "
                   "discriminator takes for real. Makes new music from nothing, with sliders "
                   "for what varies most.",
        .version = 2,
        .oldestVersion = 2,
        .encoding = "segment-5x32x128",
        .training = ParamSchema(trainingSpecs()),
        .generation = ParamSchema(generationSpecs()),
        .presets = presets(),
        .panels = lookedAtPanels(),
        .curves = lookedAtCurves(),
        .stages = {{"Generator and discriminator"}},
        .capabilities = {.latentSliders = true, .barsPerTurn = 4},
        .parameterCounts = parameterCounts};
    return value;
}

} // namespace contrafact::models::dcgan
