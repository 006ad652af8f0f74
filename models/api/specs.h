// SPDX-License-Identifier: GPL-3.0-or-later
// Short ways to write a schema down: what kind of parameter, then what is particular about it.
#pragma once

#include "models/api/descriptor.h"

namespace contrafact::models {

ParamSpec choice(std::string key, std::string label, std::string help, std::string value,
                 std::vector<ParamChoice> choices, std::string group);
ParamSpec integer(std::string key, std::string label, std::string help, std::int64_t value,
                  ParamRange range, std::string group);
ParamSpec real(std::string key, std::string label, std::string help, double value, ParamRange range,
               double step, std::string group);
ParamSpec flag(std::string key, std::string label, std::string help, bool value, std::string group);

ParamSpec logarithmic(ParamSpec spec);
ParamSpec advanced(ParamSpec spec);
ParamSpec withRole(ParamSpec spec, ParamRole role);
ParamSpec withUnit(ParamSpec spec, std::string unit);
/// Shown only while `key` has that value.
ParamSpec shownIf(ParamSpec spec, std::string key, Value value);
/// A band on the slider's track.
ParamSpec useful(ParamSpec spec, ParamRange range);

/// Groups of specs one after another.
std::vector<ParamSpec> joined(std::vector<std::vector<ParamSpec>> groups);

/// The norm of the gradient, before clipping, that train/likelihood_stage.h gives with every step:
/// its plot and its curve "gradient".
PanelSpec gradientPanel();
CurveSpec gradientCurve();

/// How many notes in a row a sample has in common with a training song, and as much held-out music:
/// "copied_generated" and "copied_real", given by the trainer with each sample of a system that
/// declares them.
PanelSpec copyPanel();
std::vector<CurveSpec> copyCurves();

// Groups that several systems share. What differs is an argument; train/likelihood_stage.h reads
// the keys, as it does those of api/adversarial_specs.h.

struct OptimiserDefaults {
    std::string examples = "windows"; ///< what a batch holds
    std::string epochsKey = "epochs";
    double epochs = 1;
    std::int64_t batch = 32;
    double rate = 1e-3;
    std::string schedule = "constant"; ///< constant | cosine
    double weightDecay = 0;
    double clip = 0;
    double average = 0;
    std::string group = "Optimiser";
};
/// Epochs, "batch", "lr", "lr_schedule", "weight_decay", "clip" and "ema".
std::vector<ParamSpec> optimiserSpecs(const OptimiserDefaults& defaults);

struct EarlyEndDefaults {
    std::int64_t patience = 0;    ///< validations
    std::string judge = "unseen"; ///< training | unseen (the held-out songs)
    bool keepBest = false;
};
/// "patience", "monitor" and "restore_best"
std::vector<ParamSpec> earlyEndSpecs(const EarlyEndDefaults& defaults);

/// Steps between two looks at held-out songs and between two samples.
ParamSpec validateEverySpec(std::int64_t steps, std::string group = "Optimiser");
ParamSpec sampleEverySpec(std::int64_t steps, std::string group = "Optimiser");
/// Windows of grids: "window_hop" (or another key) and "transpose".
ParamSpec windowHopSpec(std::string key, std::string label, std::string help, std::string group);
/// "key": written | common, whether songs are moved to one key, train/common_key.h.
ParamSpec keySpec(std::string group);
ParamSpec transposeSpec(std::int64_t semitones, std::string group, bool withDrums = true);

/// How many pieces are composed for one that is kept, compose/best_of.h. A control of systems whose
/// pieces take milliseconds; "1" in `published` presets.
inline constexpr const char* kChooseFrom = "choose_from";
ParamSpec chooseFromSpec(std::int64_t pieces);

/// How a grid of outputs becomes notes: "selection", "density", "threshold" (what was `published`),
/// "binarise" and "repeats". Controls for composing.
std::vector<ParamSpec> cellSpecs(double threshold, const std::string& published);

} // namespace contrafact::models
