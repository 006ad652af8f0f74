// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

#include "models/api/adversarial_specs.h"
#include "models/api/counting.h"
#include "models/api/specs.h"

namespace contrafact::models::pitch_lstm_gan {

namespace {

constexpr const char* kNetworks = "Networks";
constexpr const char* kData = "Data";

std::vector<ParamSpec> ownSpecs() {
    return {
        withRole(choice("layout", "LSTMs read",
                        "The authors' program hands a hundred notes over as one time step; "
                        "the other way the LSTMs go from note to note.",
                        "repo",
                        {{"repo", "all notes at once (authors' program)"},
                         {"time-major", "note after note"}},
                        kNetworks),
                 ParamRole::Shape),
        withRole(flag("front", "Dense layers before the LSTM",
                      "The generator's first two dense layers: on the poster they are there, the "
                      "program passes them over.",
                      true, kNetworks),
                 ParamRole::Shape),
        withRole(integer("d_width", "Discriminator's width",
                         "Of both LSTMs and the first dense layer, 8 to 1024; published: 512.", 512,
                         {8, 1024}, kNetworks),
                 ParamRole::Shape),
        shownPiecesSpec(kNetworks),
        startSpec("torch", kNetworks),
        integer("num_files", "Songs",
                "So many training songs, drawn by the seed, 0 to 100000; 0: all.", 10, {0, 100'000},
                kData),
        keySpec(kData),
        gameEpochsSpec(4, "windows", kData),
        pretrainingSpec(0, kData),
        sampleEverySpec(1000, kData),
        lookEverySpec(100, kData),
    };
}

std::vector<ParamSpec> trainingSpecs() {
    return joined(
        {ownSpecs(), lossSpecs(), stabiliserSpecs({.without = {"spectral_norm"}}),
         gameStepSpecs(1, 1),
         gameOptimiserSpecs({.batch = 128, .generatorRate = 1e-4, .discriminatorRate = 1e-4})});
}

std::vector<ParamSpec> generationSpecs() {
    auto all = latentWalkSpecs();
    all.push_back(choice("spacing", "Notes follow every",
                         "The network knows pitches only; this is the time between two.", "0.5",
                         {{"0.25", "1/16"}, {"0.5", "1/8"}, {"1", "1/4"}}, "Time"));
    return all;
}

std::vector<Preset> presets() {
    const auto independent = independentPieces();
    return {
        {"published",
         "As published",
         "Ten songs, four epochs, Adam at 0.0001, no stabilisers.",
         {},
         independent},
        {"time-major",
         "Note after note",
         "As published, but the LSTMs read the notes in their order; needs a GPU.",
         {{"layout", "time-major"}},
         independent},
        {"code",
         "As in the authors' program",
         "Without the poster's first two dense layers.",
         {{"front", "false"}},
         independent},
        {"studio",
         "Studio",
         "All songs and a slower discriminator that sees how varied a batch is; an hour.",
         {{"num_files", "0"},
          {"key", "common"},
          {"epochs", "10"},
          {"label_smoothing", "true"},
          {"batch_spread", "true"},
          {"ttur", "true"},
          {"lr_g", "0.0002"},
          {"lr_d", "0.00005"},
          {"beta1", "0.5"},
          {"ema", "0.999"}}},
        {"cpu",
         "CPU",
         "Twenty songs and a small discriminator, minutes on one processor core.",
         {{"num_files", "20"},
          {"key", "common"},
          {"d_width", "128"},
          {"epochs", "20"},
          {"label_smoothing", "true"},
          {"noise_target", "0.75"},
          {"batch_spread", "true"},
          {"ttur", "true"},
          {"lr_g", "0.0003"},
          {"lr_d", "0.001"},
          {"beta1", "0.5"},
          {"ema", "0.995"}}},
    };
}

std::vector<ParameterCount> parameterCounts(const Params& params) {
    constexpr std::int64_t kNotes = 100;
    const std::int64_t features = params.choice("layout") == "repo" ? kNotes : 1;
    auto generator = lstmCount(features, kNotes) + denseCount(kNotes, 256) + denseCount(256, 1024) +
                     denseCount(1024, kNotes);
    if (params.flag("front"))
        generator = generator + denseCount(kNotes, kNotes) + denseCount(kNotes, kNotes);
    return {generator.of("Generator"),
            sequenceDiscriminatorCount(features, params.integer("d_width"), 1,
                                       params.flag("batch_spread"))
                .of("Discriminator")};
}

} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value = noiseSystem(
        {.id = "pitch-lstm-gan",
         .title = "Pitch LSTM GAN",
         .source = "Peterson & Lyster, music generation with an LSTM GAN (poster)",
         .summary = "Writes a hundred notes and chords at once from noise, all equally long. It "
                    "learns which pitches and chords songs use.",
         .encoding = "pitch-words-100",
         .training = ParamSchema(trainingSpecs()),
         .generation = ParamSchema(generationSpecs()),
         .presets = presets(),
         .parameterCounts = parameterCounts});
    return value;
}

} // namespace contrafact::models::pitch_lstm_gan
