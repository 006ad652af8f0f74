// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

#include "models/api/counting.h"
#include "models/api/sequence_specs.h"

namespace contrafact::models::note_gru {

namespace {

std::vector<ParamSpec> trainingSpecs() {
    return joined(
        {{choice("part", "Notes of",
                 "One instrument, as published, or all pitched ones together: then a token is "
                 "what sounds whenever a note begins.",
                 "first", {{"first", "the first pitched track"}, {"together", "all together"}},
                 "Data")},
         tokenNetSpecs({.embedding = 96, .hidden = 96, .layers = 1, .length = 64}),
         tokenOptimiserSpecs(
             {.epochs = 40, .batch = 1, .rate = 2e-3, .schedule = "exponential", .clip = 1}, 0.99),
         {sampleEverySpec(1000)},
         earlyEndSpecs({})});
}

std::vector<ParamSpec> generationSpecs() {
    return joined(
        {samplingSpecs({.temperature = 0.8}),
         {choice("step", "A token lasts",
                 "The network knows no lengths: all are equal. Published: half a quarter.", "2",
                 {{"1", "1/4"}, {"2", "1/8"}, {"4", "1/16"}}, "Time"),
          tempoSpec("Time")}});
}

std::vector<Preset> presets() {
    const std::map<std::string, std::string> musical{
        {"part", "together"},      {"batch", "32"},          {"lr", "0.004"},
        {"lr_schedule", "cosine"}, {"restore_best", "true"}, {"dropout", "0.3"}};
    auto studio = musical;
    studio.insert({{"hidden", "256"}, {"layers", "2"}, {"epochs", "60"}});
    auto cpu = musical;
    cpu.insert({{"hidden", "128"}, {"epochs", "40"}});
    return {{"published",
             "As published",
             "One layer of 96 units, one sequence of 64 tokens a step, 40 epochs.",
             {},
             {{"temperature", "1.2"}}},
            {"studio", "Studio",
             "Two wider layers on all pitched tracks, some minutes on one core.", studio},
            {"cpu", "CPU", "All pitched tracks together, a minute or two on one core.", cpu}};
}

/// For a vocabulary of 1000 tokens; how many there are depends on the songs. torch's and Keras'
/// GRUs both have two biases.
std::vector<ParameterCount> parameterCounts(const Params& params) {
    constexpr std::int64_t kVocabulary = 1000;
    const auto embedding = params.integer("embedding"), hidden = params.integer("hidden"),
               layers = params.integer("layers");
    const auto count = embedding * kVocabulary + gruCount(embedding, hidden, layers) +
                       (layers * hidden + 1) * kVocabulary;
    return {{"GRU, 1000 tokens", count, count}};
}

} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value = sequenceSystem(
        {.id = "note-gru",
         .title = "Note GRU",
         .source = "Tham, Generating Music Using Deep Learning (2021), the next-note RNN",
         .summary = "Predicts the next note or chord of one instrument by its name. All notes last "
                    "equally long and chords have no octaves of their own.",
         .encoding = "chord-tokens",
         .training = ParamSchema(trainingSpecs()),
         .generation = ParamSchema(generationSpecs()),
         .presets = presets(),
         .capabilities = {.oneInstrument = true},
         .parameterCounts = parameterCounts});
    return value;
}

} // namespace contrafact::models::note_gru
