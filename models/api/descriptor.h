// SPDX-License-Identifier: GPL-3.0-or-later
// What a system is, as plain data without torch: the window and the command line draw everything
// from it.
#pragma once

#include "models/api/params.h"

#include <functional>
#include <string>
#include <vector>

namespace contrafact::models {

/// A curve's colour comes from its role, so that plots of all systems read alike.
enum class CurveRole {
    Plain,
    Real,
    Generated,
    Generator,
    Discriminator,
    Piano,
    Guitar,
    Bass,
    Strings,
    Drums,
    Baseline ///< what a curve has to beat; dashed
};

/// One plotted value. Curves with the same `panel` share a plot.
struct CurveSpec {
    std::string key; ///< column name in metrics.csv; "elbo_piano"
    std::string label;
    std::string panel; ///< title of the plot; "Validation F1"
    CurveRole role = CurveRole::Plain;
};

struct PanelSpec {
    std::string title;
    std::optional<double> guide; ///< dashed guide line, such as 0.5
    bool percent = false;        ///< values are shares: 0..1 is drawn as 0 to 100 %
};

/// Which curves say how good a checkpoint is: the sum of all that begin with `prefix`.
struct QualitySpec {
    std::string prefix; ///< empty: the newest checkpoint is the best
    bool lowerIsBetter = false;
};

struct StageSpec {
    std::string title; ///< "Piano VAE"
};

/// How a system is trained and composed with.
struct Preset {
    std::string id; ///< published | studio | cpu
    std::string title;
    std::string help;
    std::map<std::string, std::string> values;    ///< laid over the training schema's defaults
    std::map<std::string, std::string> composing; ///< laid over the generation schema's defaults
};

/// What the system's network can be asked for; the window shows nothing else. Any system composes
/// at a place and keeps pitches or rhythm there (Place): without infills, accompanies or varies*
/// its notes are put in afterwards, and the answer says so.
struct Capabilities {
    bool continues = false;     ///< continues given music
    bool blends = false;        ///< interpolates between two pieces
    bool infills = false;       ///< sees what comes before and after a gap
    bool accompanies = false;   ///< sees the other tracks
    bool variesRhythm = false;  ///< gives kept pitches another rhythm
    bool variesPitches = false; ///< gives a kept rhythm other pitches
    bool followsChords = false;
    bool styles = false;       ///< mixes in style sets
    bool learnsStyles = false; ///< and learns each of them first (Composer::learnStyle)
    bool latentSliders = false;
    bool latentMap = false;
    bool streams = false;       ///< notes come one by one, and what has come can be kept
    bool oneInstrument = false; ///< one pitched track, never drums
    int barsPerTurn = 4;        ///< composes in units of so many bars
};

/// Trainable parameters, counted as LibTorch does and as the papers (Keras) do.
struct ParameterCount {
    std::string network;
    std::int64_t torch = 0;
    std::int64_t keras = 0;
};

struct SystemDescriptor {
    std::string id; ///< stable: "vae-nn"
    std::string title;
    std::string source;    ///< "Tham, Generating Music Using Deep Learning (2021)"
    std::string summary;   ///< two sentences for a musician
    int version = 1;       ///< of the checkpoint layout that is written
    int oldestVersion = 1; ///< of the layouts that are still read
    std::string encoding;  ///< "segment-5x32x128"
    ParamSchema training;
    ParamSchema generation;
    std::vector<Preset> presets;
    std::vector<PanelSpec> panels;
    std::vector<CurveSpec> curves;
    std::vector<StageSpec> stages;
    QualitySpec quality;
    Capabilities capabilities;
    /// A training may begin with the weights of a checkpoint and other songs: nothing in one of
    /// these belongs to the songs it has learned from.
    bool learnsOn = false;
    std::function<std::vector<ParameterCount>(const Params& training)> parameterCounts;

    const Preset* preset(const std::string& id) const;
    /// The preset's values over the defaults. Precondition: the preset exists.
    Params presetParams(const std::string& id) const;
    /// How to compose after a training with that preset; of an unknown or empty one: the defaults.
    Params presetControls(const std::string& id) const;
    /// The preset that those training parameters are but for lengths and rates, or empty.
    std::string presetOf(const Params& trained) const;
    /// Both together: how to compose with a model that was trained so.
    Params controlsAfter(const Params& trained) const;
};

/// All systems, in the order of the CMake list from which this catalogue is generated.
const std::vector<const SystemDescriptor*>& systems();
const SystemDescriptor* findSystem(const std::string& id);

} // namespace contrafact::models
