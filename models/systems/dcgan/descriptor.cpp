// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

#include "models/api/adversarial_specs.h"
#include "models/api/specs.h"

namespace contrafact::models::dcgan {

namespace {

constexpr const char* kDistancePanel = "Pairwise distance of the fixed-noise batch";
constexpr const char* kCellsPanel = "Sounding cells per bar";

std::vector<ParamSpec> networkSpecs() {
    return {
        architecture(integer("width", "Width",
                             "Multiplies the channels of both networks (64 and 16), 1 to 8; 1 is "
                             "the published size.",
                             1, {1, 8}, "Networks")),
        architecture(choice("d_norm", "Discriminator's normalisation",
                            "Batch norm as published; none goes with spectral norm and R1.",
                            "batch", {{"batch", "batch norm"}, {"none", "none"}}, "Networks")),
        real("dropout", "Discriminator's dropout",
             "Share of activations dropped before each of its convolutions in time, 0 to 0.9.", 0.5,
             {0, 0.9}, 0.05, "Networks"),
        choice("shown_cells", "The discriminator sees",
               "Probabilities, as published, or cells drawn from them, which look like real music "
               "and cannot be told by their greyness.",
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
        withUnit(logarithmic(real("epochs", "Epochs", "Passes over the windows, 0.01 to 10000.",
                                  1000.0, {0.01, 10000}, 1, "Data")),
                 "epochs"),
        choice("window_hop", "Windows at", "Where training windows of four bars may begin.",
               "segment",
               {{"segment", "every 4 bars"}, {"bar", "every bar"}, {"beat", "every beat"}}, "Data"),
        withUnit(integer("transpose", "Transposition",
                         "Windows are shifted by up to so many semitones either way, 0 to 12; "
                         "drums never are.",
                         0, {0, 12}, "Data"),
                 "semitones"),
        withUnit(integer("sample_every", "Sample every",
                         "Steps between two samples of the fixed noise, 1 to 100000.", 1000,
                         {1, 100000}, "Data"),
                 "steps"),
        advanced(withUnit(integer("look_every", "Look every",
                                  "Steps between two looks at the pairwise distance, 1 to 100000.",
                                  100, {1, 100000}, "Data"),
                          "steps")),
    };
}

std::vector<ParamSpec> trainingSpecs() {
    std::vector<ParamSpec> all;
    for (auto part : {networkSpecs(), dataSpecs(), adversarialSpecs()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

std::vector<ParamSpec> generationSpecs() {
    return {
        useful(real("truncation", "Truncation",
                    "Scale of the latents, 0 to 2: small keeps to the usual, large strays.", 1.0,
                    {0, 2}, 0.01, "Variation"),
               {0.6, 1.1}),
        choice("chain", "Segments",
               "How four bars follow four bars: a walk from latent to latent, or each drawn anew.",
               "walk", {{"walk", "walk through the latents"}, {"independent", "drawn anew"}},
               "Variation"),
        shownIf(real("walk_step", "Step of the walk",
                     "How far each turn goes towards a new latent, 0 (repeats) to 1 (drawn anew).",
                     0.3, {0, 1}, 0.01, "Variation"),
                "chain", std::string("walk")),
        choice("selection", "Notes are",
               "How sounding cells are chosen from the generator's outputs.", "expected",
               {{"expected", "as many as expected"}, {"threshold", "all above a threshold"}},
               "Decoding"),
        shownIf(real("threshold", "Threshold",
                     "Cells sound from this output on, 0.01 to 0.99; published: 0.7.", 0.5,
                     {0.01, 0.99}, 0.01, "Decoding"),
                "selection", std::string("threshold")),
        shownIf(logarithmic(real("density", "Density",
                                 "Notes in proportion to what the generator expects, 0.25 to 4.",
                                 1.0, {0.25, 4}, 0.05, "Decoding")),
                "selection", std::string("expected")),
        advanced(flag("binarise", "Equal velocities",
                      "Every note has velocity 102 (strings 76); otherwise the output sets it.",
                      true, "Decoding")),
        advanced(flag("repeats", "Strike notes again",
                      "Long cells are split into repeated notes as often as the training songs do.",
                      true, "Decoding")),
    };
}

std::vector<Preset> presets() {
    std::map<std::string, std::string> musical{
        {"shown_cells", "drawn"}, {"start", "sparse"},       {"window_hop", "bar"},
        {"loss", "hinge"},        {"spectral_norm", "true"}, {"d_norm", "none"},
        {"lr_g", "0.001"},        {"lr_d", "0.002"},         {"matched", "cells"},
        {"fm_input", "0.01"},     {"fm_features", "0.1"},    {"lr_schedule", "cosine"},
        {"ema", "0.995"}};
    auto studio = musical;
    studio["width"] = "2";
    studio["epochs"] = "200";
    auto cpu = musical;
    cpu["epochs"] = "10";
    return {
        {"published",
         "As published",
         "The article's settings with its stabilisers on; a thousand epochs.",
         {}},
        {"studio", "Studio", "A larger network that is shown cells: an hour or more on one core.",
         studio},
        {"cpu", "CPU", "A first result after some minutes on one processor core.", cpu},
    };
}

std::vector<CurveSpec> curves() {
    auto all = adversarialCurves();
    all.push_back({"distance_generated", "Generated", kDistancePanel, CurveRole::Generated});
    all.push_back({"distance_real", "Real", kDistancePanel, CurveRole::Real});
    all.push_back({"cells_generated", "Generated", kCellsPanel, CurveRole::Generated});
    all.push_back({"cells_real", "Real", kCellsPanel, CurveRole::Real});
    return all;
}

std::vector<PanelSpec> panels() {
    auto all = adversarialPanels();
    all.push_back({kDistancePanel, {}});
    all.push_back({kCellsPanel, {}});
    return all;
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

SystemDescriptor make() {
    SystemDescriptor system;
    system.id = "dcgan";
    system.title = "DCGAN";
    system.source = "Tham, Generating Music Using Deep Learning (2021)";
    system.summary = "A generator learns to play four bars of five instruments that a "
                     "discriminator takes for real. Makes new music from nothing, with sliders "
                     "for what varies most.";
    system.family = SystemFamily::Adversarial;
    system.version = 2;
    system.encoding = "segment-5x32x128";
    system.training = ParamSchema(trainingSpecs());
    system.generation = ParamSchema(generationSpecs());
    system.presets = presets();
    system.panels = panels();
    system.curves = curves();
    system.stages = {{"gan", "Generator and discriminator"}};
    system.capabilities = {.latentSliders = true, .barsPerTurn = 4};
    system.parameterCounts = parameterCounts;
    return system;
}

} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value = make();
    return value;
}

} // namespace contrafact::models::dcgan
