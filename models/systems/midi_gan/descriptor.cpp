// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

#include "models/api/adversarial_specs.h"
#include "models/api/specs.h"

namespace contrafact::models::midi_gan {

namespace {

std::vector<ParamSpec> ownSpecs() {
    return {
        integer("num_files", "Songs",
                "So many training songs, drawn by the seed, 0 to 100000; 0: all. The list stands "
                "in the checkpoint.",
                5, {0, 100'000}, "Data"),
        gameEpochsSpec(50, "notes", "Data"),
        choice(
            "scaling", "Rows are scaled",
            "The generator's outputs end at -1 and 1. Z-scores are published, and keep it within "
            "one standard deviation; the range reaches every note.",
            "z_score", {{"z_score", "to mean 0 and deviation 1"}, {"range", "to -1 .. 1 (range)"}},
            "Data"),
        sampleEverySpec(1000, "Data"),
        real("dropout", "Discriminator's dropout",
             "Share of activations left out after each of its layers, 0 to 0.9.", 0.3, {0, 0.9},
             0.05, "Networks"),
    };
}

/// The game as published: cross-entropy, Adam with 0.0001 for both, no stabilisers.
std::vector<ParamSpec> trainingSpecs() {
    return joined({ownSpecs(), lossSpecs(),
                   stabiliserSpecs({.without = {"spectral_norm", "batch_spread"}}),
                   gameOptimiserSpecs({.generatorRate = 1e-4, .discriminatorRate = 1e-4})});
}

std::vector<ParamSpec> generationSpecs() {
    return {
        useful(real("truncation", "Truncation",
                    "Scale of the noise, 0 to 2: small keeps to the usual, large strays.", 1.0,
                    {0, 2}, 0.01, "Variation"),
               {0.6, 1.2}),
        choice("quantise", "Quantise",
               "The network counts in seconds; onsets and lengths can be rounded to a grid.", "4",
               {{"0", "off"}, {"1", "1/4"}, {"2", "1/8"}, {"4", "1/16"}, {"8", "1/32"}}, "Time"),
        withUnit(
            real("tempo", "Tempo", "Places seconds on bars, 30 to 300.", 120, {30, 300}, 1, "Time"),
            "bpm"),
        chooseFromSpec(4),
    };
}

std::vector<Preset> presets() {
    return {
        {"published",
         "As published",
         "Five songs, 50 epochs, z-scores, no stabilisers.",
         {},
         {{"quantise", "0"}, {kChooseFrom, "1"}}},
        {"studio",
         "Studio",
         "All songs, every note within reach, half an hour on one core.",
         {{"num_files", "0"},
          {"scaling", "range"},
          {"epochs", "20"},
          {"label_smoothing", "true"},
          {"batch", "256"},
          {"lr_g", "0.0003"},
          {"lr_schedule", "cosine"},
          {"ema", "0.999"}}},
        {"cpu",
         "CPU",
         "Twenty songs and the notes' range, some minutes on one processor core.",
         {{"num_files", "20"},
          {"scaling", "range"},
          {"epochs", "40"},
          {"label_smoothing", "true"},
          {"lr_g", "0.0002"},
          {"lr_schedule", "cosine"},
          {"ema", "0.999"}}},
    };
}

/// Keras counts batch norm's running mean and variance as well.
std::vector<ParameterCount> parameterCounts(const Params&) {
    constexpr std::int64_t kNorms = 128 + 256 + 512;
    constexpr std::int64_t kGenerator = 101 * 128 + 129 * 256 + 257 * 512 + 513 * 3 + 2 * kNorms;
    constexpr std::int64_t kDiscriminator = 4 * 512 + 513 * 256 + 257 * 128 + 129;
    return {{"Generator", kGenerator, kGenerator + 2 * kNorms},
            {"Discriminator", kDiscriminator, kDiscriminator}};
}

} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value{
        .id = "midi-gan",
        .title = "MidiGAN",
        .source = "Comparing Different Neural Network Architectures (2022)",
        .summary = "Draws notes one by one, each for itself: a pitch, a step and a duration that "
                   "a discriminator takes for real. It knows which notes songs have, not which "
                   "follow each other.",
        .encoding = "note-rows-3",
        .training = ParamSchema(trainingSpecs()),
        .generation = ParamSchema(generationSpecs()),
        .presets = presets(),
        .panels = adversarialPanels(),
        .curves = adversarialCurves(),
        .stages = {{"Generator and discriminator"}},
        .capabilities = {.oneInstrument = true, .barsPerTurn = 1},
        .parameterCounts = parameterCounts};
    return value;
}

} // namespace contrafact::models::midi_gan
