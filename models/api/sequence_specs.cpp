// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/sequence_specs.h"

#include <algorithm>

namespace contrafact::models {

namespace {

constexpr const char* kNatsPanel = "Loss (nats per token)";
constexpr const char* kBitsPanel = "Bits per note";
constexpr const char* kLearningPanel = "Learning rate";
constexpr const char* kNetwork = "Network";

} // namespace

std::vector<ParamSpec> tokenNetSpecs(const TokenNetDefaults& defaults) {
    const auto shape = [](ParamSpec spec) { return withRole(std::move(spec), ParamRole::Shape); };
    return {
        shape(integer("embedding", "Embedding",
                      "Values that stand for one " + defaults.token + ", 4 to 1024.",
                      defaults.embedding, {4, 1024}, kNetwork)),
        shape(integer("hidden", "Width", "Units of each recurrent layer, 8 to 2048.",
                      defaults.hidden, {8, 2048}, kNetwork)),
        shape(integer("layers", "Layers",
                      "Recurrent layers, 1 to 4; the prediction is read from all of them.",
                      defaults.layers, {1, 4}, kNetwork)),
        withUnit(integer("seq_length", "Window",
                         "How many of them a training example holds, 2 to 1000.", defaults.length,
                         {2, 1000}, kNetwork),
                 defaults.token + "s"),
        real("dropout", "Dropout", "Share of each layer's outputs left out in training, 0 to 0.9.",
             defaults.dropout, {0, 0.9}, 0.05, kNetwork),
    };
}

std::vector<ParamSpec> tokenOptimiserSpecs(const OptimiserDefaults& defaults, double decay) {
    auto specs = optimiserSpecs(defaults);
    const auto schedule = std::ranges::find(specs, "lr_schedule", &ParamSpec::key);
    schedule->choices.push_back({"exponential", "falling each epoch"});
    specs.insert(schedule + 1,
                 shownIf(real("lr_decay", "Decay", "Of the learning rate each epoch, 0.5 to 1.",
                              decay, {0.5, 1}, 0.01, defaults.group),
                         "lr_schedule", std::string("exponential")));
    specs.insert(specs.begin(),
                 choice("optimiser", "Optimiser", "How the weights descend.", "adam",
                        {{"adam", "Adam"}, {"sgd", "SGD with momentum 0.9"}}, defaults.group));
    return specs;
}

std::vector<ParamSpec> samplingSpecs(const SamplingDefaults& defaults) {
    constexpr const char* kGroup = "Variation";
    return {
        useful(real("temperature", "Temperature",
                    "How freely tokens are drawn, 0 (always the likeliest) to 3.",
                    defaults.temperature, {0, 3}, 0.05, kGroup),
               {0.6, 1.1}),
        integer("top_k", "Likeliest only",
                "Only so many of the likeliest tokens may be drawn, 0 (all) to 1000.",
                defaults.topK, {0, 1000}, kGroup),
        useful(real("top_p", "Nucleus",
                    "Only the likeliest tokens that together have this probability may be drawn, "
                    "0.05 to 1 (all).",
                    defaults.topP, {0.05, 1}, 0.01, kGroup),
               {0.8, 1}),
    };
}

ParamSpec tempoSpec(std::string group) {
    return withUnit(real("tempo", "Tempo",
                         "Of music that continues nothing, 30 to 300; otherwise the given music's.",
                         120, {30, 300}, 1, std::move(group)),
                    "bpm");
}

std::vector<CurveSpec> tokenCurves() {
    std::vector<CurveSpec> all;
    const auto add = [&](const std::string& value, const char* panel) {
        all.push_back({value, "Training songs", panel, CurveRole::Real});
        all.push_back({"val_" + value, "Held-out songs", panel, CurveRole::Generated});
        all.push_back({"ngram_" + value, "5-gram, held-out songs", panel, CurveRole::Baseline});
    };
    add("loss", kNatsPanel);
    add("bits", kBitsPanel);
    all.push_back(gradientCurve());
    all.push_back({"lr", "Learning rate", kLearningPanel, CurveRole::Plain});
    const auto copies = copyCurves();
    all.insert(all.end(), copies.begin(), copies.end());
    return all;
}

std::vector<PanelSpec> tokenPanels() {
    return {{kNatsPanel, {}}, {kBitsPanel, {}}, gradientPanel(), {kLearningPanel, {}}, copyPanel()};
}

SystemDescriptor sequenceSystem(SystemDescriptor own) {
    if (own.curves.empty()) own.curves = tokenCurves();
    if (own.panels.empty()) own.panels = tokenPanels();
    if (own.stages.empty()) own.stages = {{own.title}};
    if (own.quality.prefix.empty()) own.quality = {.prefix = "val_loss", .lowerIsBetter = true};
    own.capabilities.continues = true;
    own.capabilities.streams = true;
    own.capabilities.barsPerTurn = 1;
    return own;
}

} // namespace contrafact::models
