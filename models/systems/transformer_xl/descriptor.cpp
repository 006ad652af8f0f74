// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

#include "core/encoding/pair_tokens.h"
#include "models/api/counting.h"
#include "models/api/sequence_specs.h"

#include <algorithm>

namespace contrafact::models::transformer_xl {

namespace {

constexpr const char *kNetwork = "Network", *kData = "Data", *kGrammar = "Grammar";

std::vector<ParamSpec> networkSpecs() {
    const auto shape = [](ParamSpec spec) { return withRole(std::move(spec), ParamRole::Shape); };
    return {
        shape(choice("tokens", "Tokens",
                     "Those of the source, which do not tell instruments apart and have no drums, "
                     "or notes for each of five instrument families, for bands.",
                     "musicautobot",
                     {{"musicautobot", "notes (musicautobot)"}, {"families", "notes of families"}},
                     kNetwork)),
        shape(integer("layers", "Layers", "Of attention, 1 to 24.", 16, {1, 24}, kNetwork)),
        shape(
            integer("heads", "Heads", "Of each layer's attention, 1 to 16.", 8, {1, 16}, kNetwork)),
        shape(integer("head_width", "Head's width",
                      "Values of a head, 4 to 128; rows are as wide as all heads together.", 64,
                      {4, 128}, kNetwork)),
        shape(integer("inner", "Inner width", "Of each layer's dense part, 8 to 4096.", 2048,
                      {8, 4096}, kNetwork)),
        withUnit(integer("seq_length", "Segment", "How many tokens are learned at once, 4 to 1024.",
                         512, {4, 1024}, kNetwork),
                 "tokens"),
        withUnit(integer("memory", "Memory",
                         "How many tokens before the segment each layer looks back to, 4 to 2048.",
                         512, {4, 2048}, kNetwork),
                 "tokens"),
        real("dropout", "Dropout",
             "Share of embeddings, attention, activations and outputs left out in training, 0 to "
             "0.9.",
             0.15, {0, 0.9}, 0.05, kNetwork),
        real(
            "window_mask", "Hidden self",
            "Share of training steps in which a token may not look at itself, only at those before "
            "it, 0 to 1.",
            0.2, {0, 1}, 0.05, kNetwork),
    };
}

std::vector<ParamSpec> optimiserGroup() {
    auto specs = optimiserSpecs({.examples = "songs",
                                 .epochs = 5,
                                 .batch = 12,
                                 .rate = 1e-3,
                                 .schedule = "one_cycle",
                                 .weightDecay = 1e-3,
                                 .clip = 1});
    std::ranges::find(specs, "lr_schedule", &ParamSpec::key)
        ->choices.push_back({"one_cycle", "up and down (one cycle)"});
    return specs;
}

std::vector<ParamSpec> trainingSpecs() {
    return joined({networkSpecs(),
                   {real("transposed", "Transposed",
                         "Share of songs that are moved by -6 to +5 semitones, anew in each pass, "
                         "0 to 1.",
                         0.5, {0, 1}, 0.05, kData)},
                   optimiserGroup(),
                   {sampleEverySpec(1000)},
                   earlyEndSpecs({})});
}

std::vector<ParamSpec> generationSpecs() {
    auto specs = samplingSpecs({.temperature = 1, .topK = 30, .topP = 0.9});
    specs.insert(specs.begin() + 1,
                 useful(real("length_temperature", "Temperature of lengths",
                             "How freely lengths and waits are drawn, 0 (always the likeliest) to "
                             "3.",
                             1, {0, 3}, 0.05, specs.front().group),
                        {0.4, 1.1}));
    specs.push_back(advanced(flag("repeat_penalty", "Against loops",
                                  "Tokens are drawn more freely after many draws that left only "
                                  "one or two of them.",
                                  true, specs.front().group)));
    return joined(
        {std::move(specs),
         {integer("polyphony", "Polyphony", "Notes that may begin together, 1 to 24.", 12, {1, 24},
                  kGrammar),
          advanced(flag("falling", "Chords from above",
                        "Notes of a chord are drawn from the highest to the lowest, as the songs "
                        "are written, so that none comes twice; published: in any order.",
                        true, kGrammar)),
          tempoSpec("Time")}});
}

std::vector<Preset> presets() {
    const std::map<std::string, std::string> small{
        {"heads", "4"},        {"inner", "1024"},     {"layers", "6"},
        {"seq_length", "256"}, {"memory", "256"},     {"batch", "8"},
        {"dropout", "0.1"},    {"transposed", "0.9"}, {"restore_best", "true"}};
    auto studio = small;
    studio.insert({{"epochs", "20"}});
    auto band = studio;
    band.insert({{"tokens", "families"}});
    std::map<std::string, std::string> cpu{
        {"heads", "2"},       {"inner", "512"}, {"layers", "4"},         {"seq_length", "128"},
        {"memory", "128"},    {"batch", "2"},   {"dropout", "0.05"},     {"transposed", "0"},
        {"window_mask", "0"}, {"epochs", "2"},  {"restore_best", "true"}};
    return {{"published",
             "As published",
             "Sixteen layers of 512 values, 5 epochs: 55 million parameters, for a GPU.",
             {},
             {{"top_p", "0.6"}, {"falling", "false"}}},
            {"studio", "Studio", "Six layers of 256 values, some hours on one core.", studio},
            {"band", "Band",
             "Like Studio, but with notes of five instrument families, so that it goes on as a "
             "band.",
             band},
            {"cpu",
             "CPU",
             "Four layers of 128 values, some minutes on one core.",
             cpu,
             {{"temperature", "0.8"}, {"top_p", "0.8"}}}};
}

/// Beats and bars have embeddings, the output shares the tokens'.
std::vector<ParameterCount> parameterCounts(const Params& params) {
    constexpr std::int64_t kBeats = 32, kBars = 1024;
    const std::int64_t tokens =
        encoding::PairTokens{.families = params.choice("tokens") == "families"}.size();
    const auto width = params.integer("heads") * params.integer("head_width"),
               inner = params.integer("inner");
    const auto layer = 5 * width * width + denseCount(width, inner).torch +
                       denseCount(inner, width).torch + 2 * normCount(width).torch;
    const auto count =
        (tokens + kBeats + kBars) * width + tokens + 2 * width + params.integer("layers") * layer;
    return {{"Transformer-XL", count, count}};
}

} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value = sequenceSystem(
        {.id = "transformer-xl",
         .title = "Transformer-XL",
         .source = "Shaw, musicautobot (2019), the baseline of Tham's article",
         .summary = "Writes notes and lengths one after the other and remembers what came long "
                    "before. It continues any music, on request with all its instruments.",
         .encoding = "pair-tokens",
         .training = ParamSchema(trainingSpecs()),
         .generation = ParamSchema(generationSpecs()),
         .presets = presets(),
         .learnsOn = true,
         .parameterCounts = parameterCounts});
    return value;
}

} // namespace contrafact::models::transformer_xl
