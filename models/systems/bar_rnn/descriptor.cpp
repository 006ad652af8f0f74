// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

#include "models/api/specs.h"
#include "models/systems/bar_rnn/feature_numbers.h"

namespace contrafact::models::bar_rnn {

namespace {

constexpr const char* kNetwork = "Network";
constexpr const char* kInputs = "Inputs";
constexpr const char* kData = "Data";
constexpr const char* kOptimiser = "Optimiser";

ParamSpec shape(ParamSpec spec) {
    return withRole(std::move(spec), ParamRole::Shape);
}

std::vector<ParamSpec> networkSpecs() {
    return {
        shape(integer("hidden", "LSTM width",
                      "Units of the network that goes forwards, 16 to 4096.", 448, {16, 4096},
                      kNetwork)),
        advanced(shape(integer("embed", "Event width",
                               "Numbers that stand for an event, 8 "
                               "to 1024.",
                               128, {8, 1024}, kNetwork))),
        advanced(shape(integer("inputs", "Input width",
                               "Numbers that stand for all other inputs, 8 to 1024.", 128,
                               {8, 1024}, kNetwork))),
        advanced(shape(integer("given", "Backward width",
                               "Units of the network that reads what is given, 8 to 1024.", 96,
                               {8, 1024}, kNetwork))),
        real("dropout", "Dropout", "Share of the hidden units left out in a step, 0 to 0.9.", 0.15,
             {0, 0.9}, 0.05, kNetwork),
    };
}

std::vector<ParamSpec> inputSpecs() {
    return {
        flag("history", "Earlier bars", "What began at this place 1, 2, 4 and 8 bars ago.", true,
             kInputs),
        flag("sounding", "Sounding notes", "Which notes sound now.", true, kInputs),
        flag("ahead", "Later bars",
             "What of the given begins at this place 1, 2, 4 and 8 bars later.", true, kInputs),
        flag("attributes", "Attributes",
             "Density, height and polyphony of each instrument's bars, who leads, repetition, "
             "length; "
             "told now and then, so that composing can ask for them.",
             true, kInputs),
        flag("key", "Key", "The song's key, told now and then.", true, kInputs),
        real("given_share", "Songs partly given",
             "Share of songs of which the network knows parts beforehand, 0 to 1: for filling in, "
             "accompanying and locked notes.",
             0.3, {0, 1}, 0.05, kInputs),
    };
}

std::vector<ParamSpec> dataSpecs() {
    return {
        flag("transpose", "Transposition", "Each song in another key on each pass.", true, kData),
        withUnit(integer("length", "Events a step",
                         "How far the gradient goes back, 8 to 4096; the state is carried on.", 64,
                         {8, 4096}, kData),
                 "events"),
    };
}

std::vector<ParamSpec> learningSpecs() {
    auto specs = optimiserSpecs({.examples = "songs read side by side",
                                 .epochs = 12,
                                 .batch = 32,
                                 .rate = 2e-3,
                                 .schedule = "cosine",
                                 .clip = 1,
                                 .average = 0.98,
                                 .group = kOptimiser});
    specs.push_back(validateEverySpec(300, kOptimiser));
    specs.push_back(sampleEverySpec(600, kOptimiser));
    return specs;
}

std::vector<ParamSpec> trainingSpecs() {
    std::vector<ParamSpec> all;
    for (auto part : {networkSpecs(), inputSpecs(), dataSpecs(), learningSpecs()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

std::vector<ParamChoice> keyChoices() {
    std::vector<ParamChoice> all{{"any", "any, by the seed"}};
    for (const char* tonic : {"C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"}) {
        all.push_back({tonic, std::string(tonic) + " major"});
        all.push_back({std::string(tonic) + "m", std::string(tonic) + " minor"});
    }
    return all;
}

void addFamilySpecs(std::vector<ParamSpec>& all) {
    for (const auto& family : encoding::kFamilyInfo) {
        const std::string id(family.id), title(family.title);
        const bool drums = id == "drums";
        all.push_back(choice("density_" + id, title + " density",
                             "How much " + id + " plays: notes a quarter.", "open",
                             {{"open", "open"},
                              {"silent", "silent"},
                              {"low", "low"},
                              {"medium", "medium"},
                              {"high", "high"},
                              {"dense", "dense"}},
                             title));
        if (drums) continue;
        all.push_back(advanced(choice(
            "height_" + id, title + " register", "Where " + id + " lies.", "open",
            {{"open", "open"}, {"low", "low"}, {"middle", "middle"}, {"high", "high"}}, title)));
        all.push_back(advanced(choice("polyphony_" + id, title + " polyphony",
                                      "Notes that " + id + " strikes at once.", "open",
                                      {{"open", "open"},
                                       {"single", "single notes"},
                                       {"pairs", "pairs"},
                                       {"chords", "chords"}},
                                      title)));
    }
}

std::vector<ParamSpec> generationSpecs() {
    std::vector<ParamSpec> all{
        useful(real("temperature", "Temperature",
                    "How freely events are drawn, 0.05 to 2: low takes what is likeliest.", 0.9,
                    {0.05, 2}, 0.05, "Variation"),
               {0.8, 1.1}),
        advanced(real("top_p", "Nucleus",
                      "Only the likeliest events that hold this probability together, 0.1 to 1.",
                      0.9, {0.1, 1}, 0.01, "Variation")),
        choice("repetition", "Repetition",
               "How often bars come again, as shares of all instruments' bars in songs.", "some",
               {{"open", "open"},
                {"none", "hardly any"},
                {"little", "up to a third"},
                {"some", "about half"},
                {"much", "more than 60 %"}},
               "Form"),
        advanced(real("again", "Lean to repetition",
                      "Raises the odds of a bar that comes again by this exponent of e, -5 to 5.",
                      0.0, {-5, 5}, 0.1, "Form")),
        choice("harmony", "Harmony",
               "Chords of music that is new or goes on when none are asked for: planned in phrases of "
               "eight bars, as the model's songs go on, or left to the network bar by bar.",
               "planned", {{"planned", "planned in phrases"}, {"free", "left to the network"}},
               "Form"),
        choice("lead", "Lead",
               "Who plays the tune: with new music a plan gives each kind of phrase to another "
               "instrument.",
               "planned",
               {{"planned", "planned by phrase"},
                {"open", "left to the network"},
                {"piano", "piano"},
                {"guitar", "guitar"},
                {"strings", "strings"}},
               "Form"),
        choice(
            "arrangement", "Arrangement",
            "Who plays what, how densely, how high and how many notes at once: as in stretches with "
            "a tune of one of the model's songs, where music goes on as before, or left to the "
            "network.",
            "planned", {{"planned", "as songs are"}, {"free", "left to the network"}}, "Form"),
        choice("key", "Key", "The key when there is no music to go by.", "any", keyChoices(),
               "Form"),
        useful(real("in_key", "Stay in key",
                    "Lowers the odds of notes outside of the key's scale by this exponent of e, 0 "
                    "(as songs do) to 10.",
                    1.5, {0, 10}, 0.1, "Form"),
               {0, 3}),
        integer(
            "candidates", "Takes to choose from",
            "Of every four bars so many are drawn, until one has instruments enough, a lead, and "
            "what is asked of each instrument; 1 (as it comes) to 16.",
            4, {1, 16}, "Form"),
        flag("ending", "Ends",
             "New music comes to rest: its last bar is the tonic chord, struck once and held.",
             true, "Form"),
        withUnit(real("tempo", "Tempo",
                      "Quarters a minute when there is no music to go by, 30 to 300.", 120,
                      {30, 300}, 1, "Form"),
                 "bpm"),
    };
    addFamilySpecs(all);
    return all;
}

std::vector<Preset> presets() {
    return {
        {"cpu", "CPU", "A small network in about a quarter of an hour on two processor cores.", {}},
        {"studio",
         "Studio",
         "A wider network over more passes: one to two hours on two cores.",
         {{"hidden", "768"}, {"embed", "192"}, {"inputs", "192"}, {"epochs", "20"}}},
        {"gpu",
         "GPU",
         "A wide network in large batches, for a graphics card.",
         {{"hidden", "2048"},
          {"embed", "384"},
          {"inputs", "384"},
          {"given", "256"},
          {"dropout", "0.4"},
          {"batch", "64"},
          {"length", "256"},
          {"epochs", "60"},
          {"lr", "0.001"}}},
    };
}

constexpr const char* kEventPanel = "Nats an event";
constexpr const char* kNotePanel = "Nats a note";
constexpr const char* kTokenPanel = "What comes next (nats an event)";
constexpr const char* kHeadPanel = "Length and velocity, held-out songs (nats a note)";
constexpr const char* kInfillPanel = "Hidden notes of held-out songs (nats a note)";
constexpr const char* kRatePanel = "Learning rate";

std::vector<CurveSpec> curves() {
    return {
        {"loss_event", "Training songs", kEventPanel, CurveRole::Real},
        {"val_event", "Held-out songs", kEventPanel, CurveRole::Generated},
        {"loss_note", "Training songs", kNotePanel, CurveRole::Real},
        {"val_note", "Held-out songs", kNotePanel, CurveRole::Generated},
        {"loss_token", "Training songs", kTokenPanel, CurveRole::Real},
        {"val_token", "Held-out songs", kTokenPanel, CurveRole::Generated},
        {"val_length", "Length", kHeadPanel, CurveRole::Plain},
        {"val_velocity", "Velocity", kHeadPanel, CurveRole::Plain},
        {"val_infill", "What follows is given", kInfillPanel, CurveRole::Generated},
        {"val_infill_before", "Only what stands before", kInfillPanel, CurveRole::Plain},
        gradientCurve(),
        {"lr", "Learning rate", kRatePanel, CurveRole::Plain},
    };
}

std::int64_t lstm(std::int64_t inputs, std::int64_t width, std::int64_t biases) {
    return 4 * width * (inputs + width + biases);
}

std::vector<ParameterCount> parameterCounts(const Params& params) {
    const auto hidden = params.integer("hidden"), embed = params.integer("embed"),
               inputs = params.integer("inputs"), given = params.integer("given");
    using namespace encoding;
    constexpr std::int64_t kHead = 64;
    const std::int64_t tables = (kTokens + kDurationClasses + 1 + kVelocityClasses + 1) * embed +
                                kFeatures * inputs + inputs + kGivenFeatures * given;
    const std::int64_t heads = hidden * embed + embed + kTokens + 2 * (hidden + 1) * kHead +
                               (2 * kTokens + kDurationClasses + 1) * kHead +
                               (kHead + 1) * kDurationClasses + (kHead + 1) * kVelocityClasses;
    const auto recurrent = [&](std::int64_t biases) {
        return lstm(embed + inputs + given, hidden, biases) + lstm(given, given, biases);
    };
    return {{"Tables", tables, tables},
            {"Forward and backward LSTM", recurrent(2), recurrent(1)},
            {"Heads", heads, heads}};
}

} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value{.id = "bar-rnn",
                                        .title = "Bar RNN",
                                        .source = "Contrafact Studio (2026)",
                                        .summary =
                                            "Writes for all five instruments event by event and "
                                            "knows what its earlier bars were, what "
                                            "you have given and what you ask for. It composes, "
                                            "goes on, fills in and accompanies, and "
                                            "leaves what you lock as it is.",
                                        .version = 3,
                                        .oldestVersion = 1,
                                        .encoding = "events-12",
                                        .training = ParamSchema(trainingSpecs()),
                                        .generation = ParamSchema(generationSpecs()),
                                        .presets = presets(),
                                        .panels = {{kEventPanel, {}},
                                                   {kNotePanel, {}},
                                                   {kTokenPanel, {}},
                                                   {kHeadPanel, {}},
                                                   {kInfillPanel, {}},
                                                   gradientPanel(),
                                                   {kRatePanel, {}}},
                                        .curves = curves(),
                                        .stages = {{"Bar RNN"}},
                                        .quality = {.prefix = "val_note", .lowerIsBetter = true},
                                        .capabilities = {.continues = true,
                                                         .infills = true,
                                                         .accompanies = true,
                                                         .variesRhythm = true,
                                                         .variesPitches = true,
                                                         .followsChords = true,
                                                         .styles = true,
                                                         .learnsStyles = true,
                                                         .streams = true,
                                                         .barsPerTurn = 1},
                                        .learnsOn = true,
                                        .parameterCounts = parameterCounts};
    return value;
}

} // namespace contrafact::models::bar_rnn
