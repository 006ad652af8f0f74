// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

#include "models/api/adversarial_specs.h"
#include "models/api/counting.h"
#include "models/api/specs.h"

namespace contrafact::models::image_gan {

namespace {

constexpr const char* kNetworks = "Networks";
constexpr const char* kData = "Data";

std::vector<ParamSpec> ownSpecs() {
    const auto shape = [](ParamSpec spec) { return withRole(std::move(spec), ParamRole::Shape); };
    return {
        shape(integer("latent", "Latent", "Numbers that an image is made of, 2 to 256.", 10,
                      {2, 256}, kNetworks)),
        shape(integer("channels", "Channels of the first map",
                      "Half as large as the image, 8 to 128; 128 has 22.8 million parameters.", 32,
                      {8, 128}, kNetworks)),
        shape(integer("width", "Channels of the layers after it", "8 to 1024.", 64, {8, 1024},
                      kNetworks)),
        shape(flag("pitch_bias", "A bias for each pitch",
                   "Each row of the generator's pictures has a bias of its own, so that it can "
                   "start with as much of each pitch as the songs have.",
                   false, kNetworks)),
        shape(choice("d_norm", "Discriminator's normalisation",
                     "Batch norm as published; none goes with spectral norm and R1.", "batch",
                     {{"batch", "batch norm"}, {"none", "none"}}, kNetworks)),
        real("dropout", "Dropout", "Share of activations left out in both networks, 0 to 0.9.", 0.2,
             {0, 0.9}, 0.05, kNetworks),
        shownPiecesSpec(kNetworks),
        startSpec("keras", kNetworks),
        denseStartSpec(kNetworks),
        integer("num_files", "Songs",
                "So many training songs, drawn by the seed, 0 to 100000; 0: all.", 0, {0, 100'000},
                kData),
        keySpec(kData),
        gameEpochsSpec(40, "images", kData),
        sampleEverySpec(500, kData),
        lookEverySpec(100, kData),
    };
}

std::vector<ParamSpec> trainingSpecs() {
    return joined(
        {ownSpecs(), lossSpecs(), stabiliserSpecs({.without = {"batch_spread"}}),
         gameStepSpecs(1, 1),
         gameOptimiserSpecs(
             {.batch = 10, .generatorRate = 2e-4, .discriminatorRate = 2e-4, .beta1 = 0.5})});
}

std::vector<ParamSpec> generationSpecs() {
    auto all = latentWalkSpecs();
    all.push_back(useful(real("threshold", "Threshold",
                              "Pixels sound above this brightness, 0.02 to 0.98; published: 0.5.",
                              0.5, {0.02, 0.98}, 0.01, "Decoding"),
                         {0.2, 0.7}));
    return all;
}

std::vector<Preset> presets() {
    const auto independent = independentPieces();
    const auto sized = [](const char* channels, const char* width) {
        return std::map<std::string, std::string>{{"channels", channels}, {"width", width}};
    };
    auto published = sized("128", "1024");
    auto twenty = published;
    twenty["epochs"] = "20";
    const std::map<std::string, std::string> steady{
        {"noise_target", "0.75"}, {"shown_pieces", "played"},
        {"dense_start", "true"},  {"key", "common"},
        {"ema", "0.99"},          {"dropout", "0"},
        {"pitch_bias", "true"},   {"d_norm", "none"},
        {"matched", "cells"},     {"feature_matching", "true"},
        {"fm_input", "0.02"},     {"fm_features", "0"},
        {"batch", "16"},          {"lr_g", "0.0005"},
        {"ttur", "true"},         {"lr_d", "0.002"}};
    auto studio = sized("64", "128");
    studio.insert(steady.begin(), steady.end());
    auto medium = sized("32", "64");
    medium.insert(steady.begin(), steady.end());
    auto cpu = sized("32", "8");
    cpu.insert(steady.begin(), steady.end());
    cpu["latent"] = "32";
    cpu["epochs"] = "10";
    return {
        {"published", "As published", "The largest reading of the source, 40 epochs; needs a GPU.",
         std::move(published), independent},
        {"published-20", "As published, 20 epochs", "The source's shorter training.",
         std::move(twenty), independent},
        {"studio", "Studio", "Two million parameters, steadied by noise, hours on one core.",
         studio},
        {"medium", "Medium", "One million parameters, steadied by noise, hours on one core.",
         medium},
        {"cpu", "CPU", "An eighth as many channels, a quarter of an hour on one core.", cpu},
    };
}

std::vector<ParameterCount> parameterCounts(const Params& params) {
    const auto channels = params.integer("channels"), width = params.integer("width");
    const std::int64_t rows = params.flag("pitch_bias") ? 106 : 0;
    const auto generator = denseCount(params.integer("latent"), channels * 53 * 50) +
                           denseCount(channels, width) + denseCount(4 * 4 * width, width) +
                           denseCount(width, width) + denseCount(width, width) +
                           denseCount(7 * 7 * width, 1) + Count{rows, rows};
    constexpr std::int64_t kFilters = 16, kKernel = 3 * 3, kFlat = 27 * 25 * kFilters;
    const auto discriminator =
        denseCount(kKernel, kFilters) + denseCount(kKernel * kFilters, kFilters) +
        normCount(params.choice("d_norm") == "batch" ? kFlat : 0) + denseCount(kFlat, 1);
    return {generator.of("Generator"), discriminator.of("Discriminator")};
}

} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value = noiseSystem(
        {.id = "image-gan",
         .title = "ImageGAN",
         .source = "Comparing Different Neural Network Architectures (2022)",
         .summary = "Paints piano rolls: pictures of 106 pitches by 100 sixteenths that a "
                    "discriminator takes for real ones. Shows what it paints.",
         .encoding = "image-106x100",
         .training = ParamSchema(trainingSpecs()),
         .generation = ParamSchema(generationSpecs()),
         .presets = presets(),
         .parameterCounts = parameterCounts});
    return value;
}

} // namespace contrafact::models::image_gan
