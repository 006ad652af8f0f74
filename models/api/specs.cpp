// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/specs.h"

namespace contrafact::models {

ParamSpec choice(std::string key, std::string label, std::string help, std::string value,
                 std::vector<ParamChoice> choices, std::string group) {
    ParamSpec spec{std::move(key), std::move(label), std::move(help)};
    spec.kind = ParamKind::Choice;
    spec.defaultValue = std::move(value);
    spec.choices = std::move(choices);
    spec.group = std::move(group);
    return spec;
}

ParamSpec integer(std::string key, std::string label, std::string help, std::int64_t value,
                  ParamRange range, std::string group) {
    ParamSpec spec{std::move(key), std::move(label), std::move(help)};
    spec.kind = ParamKind::Int;
    spec.defaultValue = value;
    spec.range = range;
    spec.step = 1;
    spec.group = std::move(group);
    return spec;
}

ParamSpec real(std::string key, std::string label, std::string help, double value, ParamRange range,
               double step, std::string group) {
    ParamSpec spec{std::move(key), std::move(label), std::move(help)};
    spec.kind = ParamKind::Real;
    spec.defaultValue = value;
    spec.range = range;
    spec.step = step;
    spec.group = std::move(group);
    return spec;
}

ParamSpec flag(std::string key, std::string label, std::string help, bool value,
               std::string group) {
    ParamSpec spec{std::move(key), std::move(label), std::move(help)};
    spec.kind = ParamKind::Bool;
    spec.defaultValue = value;
    spec.group = std::move(group);
    return spec;
}

ParamSpec logarithmic(ParamSpec spec) {
    spec.scale = ParamScale::Log;
    return spec;
}

ParamSpec advanced(ParamSpec spec) {
    spec.advanced = true;
    return spec;
}

ParamSpec withRole(ParamSpec spec, ParamRole role) {
    spec.role = role;
    return spec;
}

ParamSpec withUnit(ParamSpec spec, std::string unit) {
    spec.unit = std::move(unit);
    return spec;
}

ParamSpec shownIf(ParamSpec spec, std::string key, Value value) {
    spec.visibleIf = {std::move(key), std::move(value)};
    return spec;
}

ParamSpec useful(ParamSpec spec, ParamRange range) {
    spec.usefulRange = range;
    return spec;
}

std::vector<ParamSpec> joined(std::vector<std::vector<ParamSpec>> groups) {
    std::vector<ParamSpec> all;
    for (auto& group : groups) all.insert(all.end(), group.begin(), group.end());
    return all;
}

PanelSpec gradientPanel() {
    return {"Norm of the gradient", {}};
}

CurveSpec gradientCurve() {
    return {"gradient", "All weights", gradientPanel().title, CurveRole::Plain};
}

PanelSpec copyPanel() {
    return {"Notes in a row as in a training song", {}};
}

std::vector<CurveSpec> copyCurves() {
    return {{"copied_generated", "Sample", copyPanel().title, CurveRole::Generated},
            {"copied_real", "Held-out songs", copyPanel().title, CurveRole::Real}};
}

std::vector<ParamSpec> optimiserSpecs(const OptimiserDefaults& defaults) {
    const auto& group = defaults.group;
    return {
        withRole(
            withUnit(logarithmic(real(defaults.epochsKey, "Epochs",
                                      "Passes over all " + defaults.examples + ", 0.01 to 1000.",
                                      defaults.epochs, {0.01, 1000}, 1, group)),
                     "epochs"),
            ParamRole::Length),
        integer("batch", "Batch", "Examples (" + defaults.examples + ") per step, 1 to 1024.",
                defaults.batch, {1, 1024}, group),
        withRole(logarithmic(real("lr", "Learning rate", "Adam's step size, 0.00001 to 0.05.",
                                  defaults.rate, {1e-5, 5e-2}, 1e-4, group)),
                 ParamRole::Rate),
        choice("lr_schedule", "Schedule", "How the learning rate goes over the training.",
               defaults.schedule, {{"constant", "constant"}, {"cosine", "falling to 0 (cosine)"}},
               group),
        advanced(real("weight_decay", "Weight decay", "Pull of the weights to zero, 0 to 0.1.",
                      defaults.weightDecay, {0, 0.1}, 1e-6, group)),
        withRole(advanced(real("clip", "Gradient clip", "Largest gradient norm, 0 (off) to 1000.",
                               defaults.clip, {0, 1000}, 0.1, group)),
                 ParamRole::Rate),
        advanced(real("ema", "Weight averaging",
                      "Decay of the running mean of the weights that is kept in the end, 0 (off) "
                      "to 0.9999.",
                      defaults.average, {0, 0.9999}, 0.001, group)),
    };
}

std::vector<ParamSpec> earlyEndSpecs(const EarlyEndDefaults& defaults) {
    constexpr const char* kGroup = "Early end";
    return {
        withUnit(integer("patience", "Patience",
                         "Training ends after so many epochs without a better loss, 0 (never) to "
                         "1000.",
                         defaults.patience, {0, 1000}, kGroup),
                 "epochs"),
        choice("monitor", "Judged by", "Which loss an epoch is judged by.", defaults.judge,
               {{"training", "the training songs"}, {"unseen", "the held-out songs"}}, kGroup),
        flag("restore_best", "Keep the best epoch",
             "The weights of the best epoch are kept, not those of the last.", defaults.keepBest,
             kGroup),
    };
}

ParamSpec validateEverySpec(std::int64_t steps, std::string group) {
    return advanced(withUnit(integer("validate_every", "Validate every",
                                     "Steps between two looks at the held-out songs, 1 to 100000.",
                                     steps, {1, 100'000}, std::move(group)),
                             "steps"));
}

ParamSpec sampleEverySpec(std::int64_t steps, std::string group) {
    return advanced(withUnit(integer("sample_every", "Sample every",
                                     "Steps between two samples to listen to, 0 (only one at the "
                                     "end) to 100000.",
                                     steps, {0, 100'000}, std::move(group)),
                             "steps"));
}

ParamSpec windowHopSpec(std::string key, std::string label, std::string help, std::string group) {
    return choice(std::move(key), std::move(label), std::move(help), "segment",
                  {{"segment", "every 4 bars"}, {"bar", "every bar"}, {"beat", "every beat"}},
                  std::move(group));
}

ParamSpec keySpec(std::string group) {
    return choice("key", "Songs are in",
                  "Their own keys, or all moved to C major or A minor by the key that they are "
                  "estimated to be in; then all pieces of a composition are in one key too.",
                  "written", {{"written", "their own keys"}, {"common", "C major and A minor"}},
                  std::move(group));
}

ParamSpec transposeSpec(std::int64_t semitones, std::string group, bool withDrums) {
    return withUnit(integer("transpose", "Transposition",
                            std::string("Windows are shifted by up to so many semitones either "
                                        "way, 0 to 12") +
                                (withDrums ? "; drums never are." : "."),
                            semitones, {0, 12}, std::move(group)),
                    "semitones");
}

ParamSpec chooseFromSpec(std::int64_t pieces) {
    return integer(kChooseFrom, "Pieces to choose from",
                   "So many are composed, 1 to 16, and the one with the fewest faults (clashes, "
                   "drones, walls, wrong notes, nothing that returns) is kept.",
                   pieces, {1, 16}, "Choosing");
}

std::vector<ParamSpec> cellSpecs(double threshold, const std::string& published) {
    constexpr const char* kGroup = "Decoding";
    return {
        choice("selection", "Notes are",
               "How sounding cells are chosen from the network's outputs.", "expected",
               {{"expected", "as many as expected"}, {"threshold", "all above a threshold"}},
               kGroup),
        shownIf(logarithmic(real("density", "Density",
                                 "Notes in proportion to what the network expects, 0.25 to 4.", 1.0,
                                 {0.25, 4}, 0.05, kGroup)),
                "selection", std::string("expected")),
        shownIf(real("threshold", "Threshold",
                     "Cells sound from this output on, 0.01 to 0.99; published: " + published + ".",
                     threshold, {0.01, 0.99}, 0.01, kGroup),
                "selection", std::string("threshold")),
        advanced(flag("binarise", "Equal velocities",
                      "Every note has velocity 102 (strings 76); otherwise the output sets it.",
                      true, kGroup)),
        advanced(flag("repeats", "Strike notes again",
                      "Long cells are split into repeated notes as often as the training songs do.",
                      true, kGroup)),
    };
}

} // namespace contrafact::models
