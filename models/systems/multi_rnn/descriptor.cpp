// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

#include "core/encoding/family.h"
#include "models/api/counting.h"
#include "models/api/sequence_specs.h"

namespace contrafact::models::multi_rnn {

namespace {

constexpr const char* kLossPanel = "Loss";
constexpr const char* kFramePanel = "Nats per step";
constexpr const char* kRatePanel = "Learning rate";
constexpr const char *kNetwork = "Network", *kData = "Data", *kChoice = "Notes";

std::vector<ParamSpec> networkSpecs() {
    const auto shape = [](ParamSpec spec) { return withRole(std::move(spec), ParamRole::Shape); };
    return {
        choice("loss", "Cells are",
               "Numbers with a squared error, as published, or probabilities with a cross entropy, "
               "which does not drown rare notes in silence.",
               "squared", {{"squared", "numbers"}, {"likelihood", "probabilities"}}, kNetwork),
        choice("learns", "Learns",
               "The step after the window only, as published, or every step from those before it.",
               "last", {{"last", "the last step"}, {"every", "every step"}}, kNetwork),
        shape(integer("hidden", "Width", "Units of each GRU layer, 8 to 2048.", 512, {8, 2048},
                      kNetwork)),
        shape(integer("layers", "Layers",
                      "GRU layers, 1 to 4; the prediction is read from all of them.", 3, {1, 4},
                      kNetwork)),
        real("dropout", "Dropout", "Share of each layer's outputs left out in training, 0 to 0.9.",
             0, {0, 0.9}, 0.05, kNetwork),
    };
}

std::vector<ParamSpec> dataSpecs() {
    return {
        withUnit(integer("seq_length", "Window", "How many steps the network reads, 2 to 400.", 32,
                         {2, 400}, kData),
                 "steps"),
        choice("steps_per_beat", "Steps", "How many there are to a quarter note.", "2",
               {{"2", "2"}, {"4", "4"}}, kData),
        withRole(flag("counts", "Counts of notes",
                      "Each instrument has a value that says how many of its cells sound; the "
                      "authors' variant.",
                      false, kData),
                 ParamRole::Shape),
        flag("apart", "Repeated notes apart",
             "The cell before a note that is struck again stays free, and drums are hits without "
             "length. Published: neighbouring cells are one note.",
             false, kData),
        transposeSpec(0, kData),
        withUnit(integer("epoch_steps", "Steps per epoch",
                         "0 to 100000; 0: as many as the songs' windows fill.", 1000, {0, 100'000},
                         kData),
                 "steps"),
    };
}

std::vector<ParamSpec> trainingSpecs() {
    return joined(
        {networkSpecs(),
         dataSpecs(),
         tokenOptimiserSpecs(
             {.epochs = 100, .batch = 32, .rate = 1e-3, .schedule = "exponential", .clip = 1},
             0.98),
         {sampleEverySpec(1000)},
         earlyEndSpecs({})});
}

ParamSpec expectedOnly(ParamSpec spec) {
    return shownIf(std::move(spec), "choosing", std::string("expected"));
}

std::vector<ParamSpec> choosingSpecs() {
    return {
        choice("choosing", "Notes are",
               "How a step's notes are chosen. Published: a fixed number for each instrument; the "
               "article's first way was from all instruments at once.",
               "expected",
               {{"expected", "as many as expected"},
                {"instruments", "so many for each instrument"},
                {"counts", "as many as the counts say"},
                {"whole", "so many from all instruments at once"}},
               kChoice),
        expectedOnly(useful(real("temperature", "Temperature",
                                 "How freely notes are drawn, 0 (always the likeliest) to 3.", 1,
                                 {0, 3}, 0.05, kChoice),
                            {0.7, 1.1})),
        expectedOnly(real("top_p", "Nucleus",
                          "Only the likeliest cells that together have this probability may be "
                          "drawn, 0.05 to 1 (all).",
                          0.9, {0.05, 1}, 0.01, kChoice)),
        expectedOnly(real("sure", "Sure from",
                          "Cells of this probability sound without being drawn, 0.3 to 1.", 0.85,
                          {0.3, 1}, 0.01, kChoice)),
        expectedOnly(logarithmic(real("density", "Density",
                                      "Drawn notes in proportion to what the network expects, 0.25 "
                                      "to 4.",
                                      1, {0.25, 4}, 0.05, kChoice))),
        advanced(real("sharpness", "Sharpness",
                      "Scores are multiplied by it before so many notes are drawn, 1 (any note) to "
                      "40 (the highest scores); published: 10 to 20.",
                      15, {1, 40}, 0.5, kChoice)),
    };
}

/// So many for each instrument.
std::vector<ParamSpec> numberSpecs() {
    constexpr std::int64_t kNotes[] = {2, 3, 1, 2, 2};
    std::vector<ParamSpec> specs;
    for (std::size_t i = 0; i < encoding::kFamilies; ++i) {
        const auto& family = encoding::kFamilyInfo[i];
        const std::string title(family.title);
        specs.push_back(advanced(integer("notes_" + std::string(family.id), title,
                                         "Notes of each step where a number is asked for, 0 to 8.",
                                         kNotes[i], {0, 8}, "Notes of each instrument")));
    }
    return specs;
}

std::vector<ParamSpec> generationSpecs() {
    return joined(
        {choosingSpecs(),
         numberSpecs(),
         {choice("reads", "Reads",
                 "All that has come, or the last window anew for each step, as published.", "all",
                 {{"all", "all that has come"}, {"window", "the last window"}}, "Time"),
          tempoSpec("Time")}});
}

std::vector<Preset> presets() {
    const std::map<std::string, std::string> musical{
        {"loss", "likelihood"}, {"learns", "every"},    {"steps_per_beat", "4"},
        {"apart", "true"},      {"layers", "2"},        {"transpose", "5"},
        {"dropout", "0.2"},     {"batch", "16"},        {"lr_schedule", "cosine"},
        {"lr", "0.002"},        {"epoch_steps", "100"}, {"restore_best", "true"}};
    auto studio = musical;
    studio.insert({{"seq_length", "128"}, {"epochs", "60"}});
    auto cpu = musical;
    cpu.insert({{"hidden", "192"}, {"seq_length", "64"}, {"epochs", "16"}});
    return {{"published",
             "As published",
             "Three layers of 512 units and a squared error, a fixed number of notes for each "
             "instrument: the article's highly random music.",
             {},
             {{"choosing", "instruments"}, {"reads", "window"}}},
            {"studio", "Studio",
             "Probabilities of cells and sixteenths, an hour or more on one core.", studio},
            {"cpu", "CPU", "The same, smaller, some minutes on one core.", cpu}};
}

/// torch's and Keras' GRUs both have two biases.
std::vector<ParameterCount> parameterCounts(const Params& params) {
    const auto hidden = params.integer("hidden"), layers = params.integer("layers");
    const std::int64_t features = encoding::kFamilies * (params.flag("counts") ? 129 : 128);
    const auto count = gruCount(features, hidden, layers) + (layers * hidden + 1) * features;
    return {{"GRU", count, count}};
}

} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value = sequenceSystem(
        {.id = "multi-rnn",
         .title = "Multi-instrument RNN",
         .source = "Tham, Generating Music Using Deep Learning (2021), the multi-instrument RNN",
         .summary = "Predicts the next step of five instruments' piano rolls. As published it is "
                    "highly random; with probabilities of cells it keeps to its songs.",
         .encoding = "roll-5x128",
         .training = ParamSchema(trainingSpecs()),
         .generation = ParamSchema(generationSpecs()),
         .presets = presets(),
         .panels = {{kLossPanel, {}}, {kFramePanel, {}}, gradientPanel(), {kRatePanel, {}}},
         .curves = {{"loss", "Training songs", kLossPanel, CurveRole::Real},
                    {"val_loss", "Held-out songs", kLossPanel, CurveRole::Generated},
                    {"nll", "Training songs", kFramePanel, CurveRole::Real},
                    {"val_nll", "Held-out songs", kFramePanel, CurveRole::Generated},
                    {"step_nll", "Each cell by the step before, held-out songs", kFramePanel,
                     CurveRole::Baseline},
                    gradientCurve(),
                    {"lr", "Learning rate", kRatePanel, CurveRole::Plain}},
         .parameterCounts = parameterCounts});
    return value;
}

} // namespace contrafact::models::multi_rnn
