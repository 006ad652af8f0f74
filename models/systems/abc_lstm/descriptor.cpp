// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

#include "models/api/sequence_specs.h"

namespace contrafact::models::abc_lstm {

namespace {

constexpr const char* kParsePanel = "Tunes that parse";

std::vector<ParamSpec> trainingSpecs() {
    return joined(
        {tokenNetSpecs(
             {.embedding = 256, .hidden = 1024, .layers = 1, .length = 400, .token = "character"}),
         tokenOptimiserSpecs({.epochs = 130, .batch = 32, .rate = 1e-3}, 0.97),
         {sampleEverySpec(500)},
         earlyEndSpecs({})});
}

std::vector<ParamSpec> generationSpecs() {
    return joined(
        {samplingSpecs({.temperature = 0.8}),
         {flag("constrained", "Tunes that parse",
               "Lines of the header and bars that do not fit are drawn anew: fields in order, "
               "brackets closed, bars that fill the meter. Off is published.",
               true, "Tune"),
          choice("meter", "Meter", "What the tunes' M: is set to.", "free",
                 {{"free", "drawn"},
                  {"4/4", "4/4"},
                  {"C|", "cut time"},
                  {"3/4", "3/4"},
                  {"2/4", "2/4"},
                  {"6/8", "6/8"},
                  {"9/8", "9/8"}},
                 "Tune"),
          choice("key", "Key", "What the tunes' K: is set to.", "free",
                 {{"free", "drawn"},
                  {"C Major", "C major"},
                  {"D Major", "D major"},
                  {"F Major", "F major"},
                  {"G Major", "G major"},
                  {"A Major", "A major"},
                  {"A Minor", "A minor"},
                  {"D Minor", "D minor"},
                  {"E Minor", "E minor"},
                  {"D Mixolydian", "D mixolydian"},
                  {"A Dorian", "A dorian"},
                  {"E Dorian", "E dorian"}},
                 "Tune")}});
}

std::vector<Preset> presets() {
    const std::map<std::string, std::string> musical{
        {"lr_schedule", "cosine"}, {"restore_best", "true"}, {"clip", "1"}, {"seq_length", "128"}};
    auto studio = musical;
    studio.insert({{"hidden", "512"},
                   {"embedding", "128"},
                   {"dropout", "0.4"},
                   {"lr", "0.002"},
                   {"epochs", "60"}});
    auto cpu = musical;
    cpu.insert({{"hidden", "256"},
                {"embedding", "64"},
                {"dropout", "0.3"},
                {"batch", "16"},
                {"lr", "0.005"},
                {"epochs", "30"}});
    return {{"published",
             "As published",
             "Cohn's best settings: 1024 units, windows of 400 characters, Adam at 0.001; 2000 "
             "steps of the lab's book are 130 epochs.",
             {},
             {{"temperature", "1"}, {"constrained", "false"}}},
            {"studio", "Studio", "Half the units, half an hour or more on one core.", studio},
            {"cpu", "CPU", "A quarter of the units, about five minutes on one core.", cpu}};
}

/// For the 83 characters of the lab's book; how many there are depends on the songs. torch has two
/// biases where Keras has one.
std::vector<ParameterCount> parameterCounts(const Params& params) {
    constexpr std::int64_t kVocabulary = 83;
    const auto embedding = params.integer("embedding"), hidden = params.integer("hidden"),
               layers = params.integer("layers");
    const auto weights = 4 * hidden * (embedding + hidden) + (layers - 1) * 8 * hidden * hidden +
                         embedding * kVocabulary + (layers * hidden + 1) * kVocabulary;
    return {{"LSTM, 83 characters", weights + 8 * hidden * layers, weights + 4 * hidden * layers}};
}

std::vector<CurveSpec> curves() {
    auto all = tokenCurves();
    all.push_back({"parses", "Of ten written freely", kParsePanel, CurveRole::Generated});
    return all;
}

std::vector<PanelSpec> panels() {
    auto all = tokenPanels();
    all.push_back({kParsePanel, {}, true});
    return all;
}

} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value = sequenceSystem(
        {.id = "abc-lstm",
         .title = "ABC LSTM",
         .source = "Cohn, Music Generation with an LSTM on ABC notation (MIT 6.S191)",
         .summary = "Writes tunes in ABC notation, character by character, with their title, meter "
                    "and key. It continues a tune that has begun.",
         .encoding = "characters",
         .training = ParamSchema(trainingSpecs()),
         .generation = ParamSchema(generationSpecs()),
         .presets = presets(),
         .panels = panels(),
         .curves = curves(),
         .capabilities = {.oneInstrument = true},
         .parameterCounts = parameterCounts});
    return value;
}

} // namespace contrafact::models::abc_lstm
