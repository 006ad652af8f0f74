// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

#include "core/encoding/family.h"
#include "models/api/specs.h"

namespace contrafact::models::melody_harmony_cnn {

namespace {

constexpr const char* kLossPanel = "Loss, training songs";
constexpr const char* kHeldPanel = "Loss, held-out songs";
constexpr const char* kDistancePanel = "Distance between the continuations of 20 starts";
constexpr const char* kRatePanel = "Learning rate";
constexpr const char *kNetworks = "Networks", *kData = "Data", *kOptimiser = "Optimiser";

std::vector<ParamSpec> networkSpecs() {
    return {
        choice("output", "Cells are",
               "Velocities with a squared error, as published, or sounding or not with a cross "
               "entropy, which keeps rare notes.",
               "velocities", {{"velocities", "velocities"}, {"probabilities", "probabilities"}},
               kNetworks),
        withRole(choice("melody_dense", "MelodyCNN's dense layers",
                        "Three as the article has it, or two as the authors' code.", "three",
                        {{"three", "three"}, {"two", "two (code)"}}, kNetworks),
                 ParamRole::Shape),
        withRole(flag("separate", "Convolutions for each input",
                      "The harmony networks read the piano with convolutions of its own; "
                      "published: both inputs share them.",
                      false, kNetworks),
                 ParamRole::Shape),
        withRole(integer("latent", "Latent", "Width of the narrowest layer, 8 to 512.", 128,
                         {8, 512}, kNetworks),
                 ParamRole::Shape),
        real("dropout", "Dropout",
             "Share of activations left out after the first two convolutions, 0 to 0.9.", 0.4,
             {0, 0.9}, 0.05, kNetworks),
    };
}

std::vector<ParamSpec> dataSpecs() {
    return {
        withRole(withUnit(logarithmic(real("epochs", "Epochs", "For each network, 0.01 to 1000.",
                                           50.0, {0.01, 1000}, 1, kData)),
                          "epochs"),
                 ParamRole::Length),
        withUnit(integer("epoch_steps", "Steps per epoch",
                         "0 to 100000; 0: as many as the songs' windows fill.", 8000, {0, 100000},
                         kData),
                 "steps"),
        choice("window_hop", "Windows at", "Where four bars and the four bars after may begin.",
               "step",
               {{"step", "every step"},
                {"beat", "every beat"},
                {"bar", "every bar"},
                {"segment", "every 4 bars"}},
               kData),
        real("keep_silent", "Silent windows kept",
             "Share of windows in which the piano or the instrument is silent that the harmony "
             "networks learn from, 0 to 1.",
             0.1, {0, 1}, 0.05, kData),
        real("keep_silent_melody", "Silent piano windows kept",
             "The same for the MelodyCNN, 0 to 1; published: all.", 1, {0, 1}, 0.05, kData),
        transposeSpec(0, kData),
        validateEverySpec(1000, kData),
    };
}

std::vector<ParamSpec> rateSpecs() {
    return {
        integer("batch", "Batch", "Pairs of segments per step, 2 to 512.", 32, {2, 512},
                kOptimiser),
        withRole(logarithmic(real("lr", "Learning rate", "Adam's step size, 0.00001 to 0.1.", 5e-4,
                                  {1e-5, 0.1}, 1e-4, kOptimiser)),
                 ParamRole::Rate),
        choice("lr_schedule", "Schedule",
               "How the learning rate goes over each network's training.", "exponential",
               {{"exponential", "falling each epoch"}, {"cosine", "falling to 0 (cosine)"}},
               kOptimiser),
        shownIf(real("lr_decay", "Decay", "Of the learning rate each epoch, 0.5 to 1.", 0.98,
                     {0.5, 1}, 0.01, kOptimiser),
                "lr_schedule", std::string("exponential")),
        real("clip", "Gradient clip", "Largest gradient norm, 0 (off) to 1000.", 0.0, {0, 1000}, 1,
             kOptimiser),
    };
}

std::vector<ParamSpec> generationSpecs() {
    return {
        useful(real("noise", "Noise",
                    "Added to the narrowest layer, as a share of its length, 0 to 2: the networks "
                    "alone continue one start in one way.",
                    0.3, {0, 2}, 0.01, "Variation"),
               {0.1, 0.6}),
        chooseFromSpec(4),
        choice("selection", "Notes are",
               "How sounding cells are chosen. Velocities always go by "
               "the threshold.",
               "expected", {{"expected", "as many as expected"}, {"threshold", "all above it"}},
               "Decoding"),
        real("threshold", "Threshold",
             "Cells sound from this share of the loudest on (velocities) or this probability, 0.01 "
             "to 0.99; published: 0.3.",
             0.3, {0.01, 0.99}, 0.01, "Decoding"),
        shownIf(logarithmic(real("density", "Density",
                                 "Notes in proportion to what the networks expect, 0.25 to 4.", 1.0,
                                 {0.25, 4}, 0.05, "Decoding")),
                "selection", std::string("expected")),
        advanced(flag("binarise", "Equal velocities",
                      "Every note has velocity 102; otherwise the output sets it.", true,
                      "Decoding")),
        advanced(flag("repeats", "Strike notes again",
                      "Long cells are split into repeated notes as often as the training songs do.",
                      true, "Decoding")),
    };
}

std::vector<Preset> presets() {
    const std::map<std::string, std::string> musical{
        {"output", "probabilities"}, {"window_hop", "beat"}, {"keep_silent_melody", "0.1"},
        {"transpose", "5"},          {"lr", "0.001"},        {"lr_schedule", "cosine"},
        {"dropout", "0.2"},          {"clip", "100"}};
    auto studio = musical;
    studio.insert({{"epochs", "10"}, {"epoch_steps", "1000"}});
    auto cpu = musical;
    cpu.insert({{"epochs", "1"}, {"epoch_steps", "2000"}, {"validate_every", "200"}});
    return {
        {"published",
         "As published",
         "The article's settings: squared error of velocities, 50 epochs of 8000 batches.",
         {},
         {{"noise", "0"},
          {kChooseFrom, "1"},
          {"selection", "threshold"},
          {"binarise", "false"},
          {"repeats", "false"}}},
        {"studio", "Studio", "Cross entropy and transposed songs, an hour or two on one core.",
         studio},
        {"cpu", "CPU", "A first result after ten minutes on one processor core.", cpu},
    };
}

std::vector<CurveSpec> curves() {
    constexpr CurveRole kRoles[] = {CurveRole::Piano, CurveRole::Guitar, CurveRole::Bass,
                                    CurveRole::Strings, CurveRole::Drums};
    std::vector<CurveSpec> all;
    for (const auto& [prefix, panel] : {std::pair("loss_", kLossPanel), {"val_", kHeldPanel}})
        for (std::size_t i = 0; i < encoding::kFamilies; ++i) {
            const auto& family = encoding::kFamilyInfo[i];
            all.push_back(
                {prefix + std::string(family.id), std::string(family.title), panel, kRoles[i]});
        }
    all.push_back(
        {"distance_continuations", "Continuations", kDistancePanel, CurveRole::Generated});
    all.push_back({"distance_real", "Songs", kDistancePanel, CurveRole::Real});
    all.push_back(gradientCurve());
    all.push_back({"lr", "Learning rate", kRatePanel, CurveRole::Plain});
    return all;
}

/// Keras counts batch norm's running mean and variance as well, once for each norm.
std::vector<ParameterCount> parameterCounts(const Params& params) {
    constexpr std::int64_t kConvolutions = 1'088 + 131'200 + 524'544, kNorms = 2 * (64 + 128 + 256);
    constexpr std::int64_t kBack = 524'416 + 131'136 + 1'025, kWide = 256;
    const std::int64_t latent = params.integer("latent");
    const std::int64_t narrow = kWide * latent + latent + latent * kWide + kWide;
    const std::int64_t both = kConvolutions + kNorms + kBack + narrow;
    const bool three = params.choice("melody_dense") == "three";
    const std::int64_t melody = three ? both + kWide * kWide + kWide : both;
    const bool separate = params.flag("separate");
    const std::int64_t harmony =
        both + 2 * kWide * kWide + kWide + (separate ? kConvolutions + kNorms : 0);
    std::vector<ParameterCount> all{{"MelodyCNN", melody, melody + kNorms}};
    for (std::size_t i = 1; i < encoding::kFamilies; ++i)
        all.push_back({"ConditionalHarmonyCNN, " + std::string(encoding::kFamilyInfo[i].id),
                       harmony, harmony + (separate ? 2 : 1) * kNorms});
    return all;
}

std::vector<StageSpec> stages() {
    std::vector<StageSpec> all{{"MelodyCNN"}};
    for (std::size_t i = 1; i < encoding::kFamilies; ++i)
        all.push_back({std::string(encoding::kFamilyInfo[i].title) + " HarmonyCNN"});
    return all;
}

} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value{
        .id = "melody-harmony-cnn",
        .title = "MelodyCNN + HarmonyCNNs",
        .source = "Tham, Generating Music Using Deep Learning (2021)",
        .summary = "Continues four bars of piano with the next four, and lets guitar, bass, "
                   "strings and drums follow. Different starts soon lead to much the same music, "
                   "which its distance curve shows.",
        .encoding = "segment-5x32x128",
        .training = ParamSchema(joined({networkSpecs(), dataSpecs(), rateSpecs()})),
        .generation = ParamSchema(generationSpecs()),
        .presets = presets(),
        .panels = {{kLossPanel, {}},
                   {kHeldPanel, {}},
                   {kDistancePanel, {}},
                   gradientPanel(),
                   {kRatePanel, {}}},
        .curves = curves(),
        .stages = stages(),
        .quality = {.prefix = "val_", .lowerIsBetter = true},
        .capabilities = {.continues = true, .barsPerTurn = 4},
        .parameterCounts = parameterCounts};
    return value;
}

} // namespace contrafact::models::melody_harmony_cnn
