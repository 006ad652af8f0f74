// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/descriptor.h"

#include "models/api/sequence_specs.h"
#include "models/api/specs.h"

namespace contrafact::models::midi_rnn {

namespace {

constexpr const char* kNetwork = "Network";
constexpr const char* kData = "Data";
constexpr const char* kLoss = "Loss";
constexpr const char* kOptimiser = "Optimiser";

std::vector<ParamSpec> networkSpecs() {
    return {
        withRole(integer("hidden", "LSTM width",
                         "Units of the recurrent layer, 8 to 1024; 128 is published.", 128,
                         {8, 1024}, kNetwork),
                 ParamRole::Shape),
        withRole(withUnit(integer("seq_length", "Window",
                                  "How many notes the network sees before it predicts the next, 2 "
                                  "to 200; published: 25 and 50.",
                                  25, {2, 200}, kNetwork),
                          "notes"),
                 ParamRole::Shape),
        choice("time", "Time is learned as",
               "Seconds are published; the logarithm weighs short and long times alike.", "seconds",
               {{"seconds", "seconds"}, {"log", "their logarithm"}}, kNetwork),
        choice("pitch_heard", "Pitch is given",
               "Divided by 128 is published; in octaves neighbours are ten times as far apart.",
               "divided", {{"divided", "divided by 128"}, {"octaves", "in octaves from middle C"}},
               kNetwork),
    };
}

std::vector<ParamSpec> dataSpecs() {
    return {
        withUnit(integer("num_files", "Songs",
                         "How many training songs are read, from the first, 0 (all) to 100000; "
                         "published: 5.",
                         5, {0, 100'000}, kData),
                 "songs"),
        choice("track", "Instrument",
               "Which track of a song is read. The first pitched one, as published, may be a bass "
               "line; the highest of the full ones is mostly the tune.",
               "first", {{"first", "the first"}, {"highest", "the highest"}}, kData),
        choice("tempo", "Tempo of the songs",
               "Kept as published, or evened to 120 bpm, so that a beat lasts equally long in "
               "every song; composing then takes the tempo asked for.",
               "kept", {{"kept", "kept"}, {"even", "evened to 120 bpm"}}, kData),
        choice("keys", "Keys of the songs",
               "Kept as published, or every song moved to C major or A minor; music to continue is "
               "moved there and back.",
               "kept", {{"kept", "kept"}, {"even", "moved to C major or A minor"}}, kData),
        transposeSpec(0, kData, false),
    };
}

std::vector<ParamSpec> weightSpecs() {
    return {
        advanced(real("weight_pitch", "Pitch weight",
                      "Weight of the pitch's cross entropy in the loss, 0 to 10.", 0.05, {0, 10},
                      0.01, kLoss)),
        advanced(real("weight_step", "Step weight",
                      "Weight of the squared error of the step, 0 to 10.", 1.0, {0, 10}, 0.05,
                      kLoss)),
        advanced(real("weight_duration", "Duration weight",
                      "Weight of the squared error of the duration, 0 to 10.", 1.0, {0, 10}, 0.05,
                      kLoss)),
        advanced(real("pressure", "Positive pressure",
                      "Weight of what keeps step and duration from falling below 0, 0 to 100.",
                      10.0, {0, 100}, 1, kLoss)),
    };
}

std::vector<ParamSpec> trainingSpecs() {
    return joined({networkSpecs(),
                   dataSpecs(),
                   weightSpecs(),
                   optimiserSpecs({.epochs = 50, .batch = 64, .rate = 5e-3, .group = kOptimiser}),
                   {sampleEverySpec(1000, kOptimiser)},
                   earlyEndSpecs({.patience = 5, .judge = "training", .keepBest = true})});
}

std::vector<ParamSpec> generationSpecs() {
    return {
        useful(real("temperature", "Temperature",
                    "How freely pitches are drawn, 0.05 to 3: low repeats what is likeliest, "
                    "published is 2.",
                    0.8, {0.05, 3}, 0.05, "Variation"),
               {0.6, 1.1}),
        choice("times", "Times are",
               "A predicted time is a mean, and music made of means bunches up. Drawn: from the "
               "times that songs had where the network predicted nearly the same.",
               "drawn", {{"drawn", "drawn"}, {"predicted", "as predicted (published)"}},
               "Variation"),
        choice("quantise", "Quantise",
               "The network counts in seconds; onsets and lengths can be rounded to a grid.", "4",
               {{"0", "off"},
                {"1", "1/4"},
                {"2", "1/8"},
                {"3", "1/8 triplet"},
                {"4", "1/16"},
                {"8", "1/32"}},
               "Time"),
        withUnit(real("longest_rest", "Longest rest",
                      "The next note begins at most so many beats after the last, 0.25 to 64: an "
                      "instrument of a band may pause for long, a piece for one alone should not.",
                      2, {0.25, 64}, 0.25, "Time"),
                 "beats"),
        withUnit(real("tempo", "Tempo",
                      "Places seconds on bars when there is nothing to continue, 30 to 300; "
                      "otherwise the music's own tempo does.",
                      120, {30, 300}, 1, "Time"),
                 "bpm"),
        advanced(choice("pitch_input", "Drawn pitches go in",
                        "Training divides pitches by 128. The tutorial feeds drawn ones back "
                        "undivided, by mistake.",
                        "divided",
                        {{"divided", "divided by 128"}, {"undivided", "undivided (tutorial)"}},
                        "Variation")),
    };
}

std::vector<Preset> presets() {
    const std::map<std::string, std::string> musical{
        {"time", "log"},           {"pitch_heard", "octaves"},
        {"num_files", "0"},        {"track", "highest"},
        {"tempo", "even"},         {"keys", "even"},
        {"batch", "64"},           {"lr", "0.004"},
        {"lr_schedule", "cosine"}, {"clip", "1"},
        {"monitor", "unseen"},     {"weight_pitch", "0.5"}};
    auto studio = musical;
    studio.insert({{"seq_length", "50"}, {"hidden", "256"}, {"epochs", "30"}, {"patience", "10"}});
    auto cpu = musical;
    cpu.insert({{"epochs", "1"}});
    return {
        {"published",
         "As published",
         "The tutorial's settings: five songs, 50 epochs.",
         {},
         {{"temperature", "2"},
          {"times", "predicted"},
          {"quantise", "0"},
          {"longest_rest", "64"},
          {"pitch_input", "undivided"}}},
        {"studio", "Studio",
         "All songs' tunes in one key and tempo, a wider network: an hour or more on one core.",
         studio},
        {"cpu", "CPU",
         "All songs' tunes in one key and tempo, in some minutes on one processor core.", cpu},
    };
}

constexpr const char* kTotalPanel = "Loss (weighted sum)";
constexpr const char* kPitchPanel = "Pitch: cross entropy (nats)";
constexpr const char* kStepPanel = "Step: squared error and pressure";
constexpr const char* kDurationPanel = "Duration: squared error and pressure";
constexpr const char* kRatePanel = "Learning rate";

std::vector<CurveSpec> curves() {
    std::vector<CurveSpec> all;
    const auto add = [&](const std::string& head, const char* panel) {
        all.push_back({"loss_" + head, "Training songs", panel, CurveRole::Real});
        all.push_back({"val_" + head, "Held-out songs", panel, CurveRole::Generated});
    };
    add("total", kTotalPanel);
    add("pitch", kPitchPanel);
    add("step", kStepPanel);
    add("duration", kDurationPanel);
    all.push_back(gradientCurve());
    all.push_back({"lr", "Learning rate", kRatePanel, CurveRole::Plain});
    return all;
}

/// torch's LSTM has two biases where Keras' has one.
std::vector<ParameterCount> parameterCounts(const Params& params) {
    const std::int64_t hidden = params.integer("hidden");
    constexpr std::int64_t kInputs = 3, kPitches = 128;
    const std::int64_t weights = 4 * hidden * (hidden + kInputs);
    const std::int64_t heads = (hidden + 1) * (kPitches + 1 + 1);
    return {{"LSTM with three heads", weights + 8 * hidden + heads, weights + 4 * hidden + heads}};
}

} // namespace

const SystemDescriptor& descriptor() {
    static const SystemDescriptor value = sequenceSystem(
        {.id = "midi-rnn",
         .title = "MidiRNN",
         .source = "TensorFlow tutorial, Generate music with an RNN; Comparing Different Neural "
                   "Network Architectures (2022)",
         .summary = "Predicts the next note of one instrument from the last ones: its pitch, when "
                    "it begins "
                    "and how long it lasts. It continues any melody, note by note.",
         .encoding = "note-rows-3",
         .training = ParamSchema(trainingSpecs()),
         .generation = ParamSchema(generationSpecs()),
         .presets = presets(),
         .panels = {{kTotalPanel, {}},
                    {kPitchPanel, {}},
                    {kStepPanel, {}},
                    {kDurationPanel, {}},
                    gradientPanel(),
                    {kRatePanel, {}}},
         .curves = curves(),
         .quality = {.prefix = "val_total", .lowerIsBetter = true},
         .capabilities = {.oneInstrument = true},
         .parameterCounts = parameterCounts});
    return value;
}

} // namespace contrafact::models::midi_rnn
