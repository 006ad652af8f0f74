// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact train: a training session without a window.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/corpora.h"
#include "app/cli/interrupt.h"
#include "app/cli/settings.h"
#include "app/cli/values.h"
#include "app/cli/watch_training.h"
#include "models/api/checkpoint.h"
#include "models/api/descriptor.h"
#include "models/api/open_model.h"
#include "models/api/run.h"
#include "models/api/training.h"

#include <memory>
#include <optional>

namespace contrafact::app {

namespace {

namespace fs = std::filesystem;
using models::SystemDescriptor;

constexpr const char* kDefaultPreset = "cpu";

struct TrainOptions {
    std::string system;
    std::string corpus;
    std::string run;
    std::string from;
    std::string preset;
    std::vector<std::string> settings;
    std::optional<std::int64_t> epochs;
    std::optional<std::int64_t> steps;
    std::optional<double> seconds;
    std::uint64_t seed = 1;
    std::string device = "auto";
    bool resume = false;
    int threads = 0;
    bool json = false;
};

/// Wrong usage is told apart from what goes wrong later by the exit status.
struct Prepared {
    models::TrainingRequest request;
    const SystemDescriptor* system = nullptr;
    std::string corpus;
};

std::string knownSystems() {
    std::string names;
    for (const auto* system : models::systems()) names += (names.empty() ? "" : ", ") + system->id;
    return names;
}

std::string knownPresets(const SystemDescriptor& system) {
    std::string names;
    for (const auto& preset : system.presets) names += (names.empty() ? "" : ", ") + preset.id;
    return names;
}

/// The preset's values, or else those of what is gone on from (a run, a checkpoint); --epochs and
/// --set go over them.
Result<models::Params> paramsOf(const TrainOptions& options, const SystemDescriptor& system,
                                const models::Params* before) {
    const auto preset = options.preset.empty() ? std::string(kDefaultPreset) : options.preset;
    if (!options.preset.empty() && !system.preset(preset))
        return Error{"there is no preset \"" + preset + "\" of " + system.id + " (" +
                     knownPresets(system) + ")"};
    auto base = system.preset(preset) ? system.presetParams(preset) : system.training.defaults();
    if (before && options.preset.empty()) base = *before;

    auto settings = splitSettings(options.settings);
    if (!settings) return settings.error();
    if (options.epochs)
        for (const auto& spec : system.training.specs())
            if (spec.role == models::ParamRole::Length)
                settings->try_emplace(spec.key, std::to_string(*options.epochs));
    return system.training.parse(*settings, base);
}

/// The checkpoint whose weights the training begins with.
Result<models::CheckpointInfo> beginning(const TrainOptions& options,
                                         const SystemDescriptor& system) {
    if (options.resume)
        return Error{"--from is for a new run; --resume goes on with the weights of its own"};
    if (!system.learnsOn) return Error{"--from: " + system.id + " always begins with new weights"};
    const auto path = models::findModel(options.from);
    if (!path) return path.error();
    auto info = models::peekCheckpoint(*path);
    if (info && info->system != system.id)
        return Error{"--from: " + options.from + " is a model of " + info->system + ", not of " +
                     system.id};
    return info;
}

/// What was asked for; every error here is one of usage.
Result<Prepared> prepare(const TrainOptions& options, const models::RunInfo* resumed) {
    Prepared prepared;
    prepared.system = models::findSystem(options.system);
    if (!prepared.system)
        return Error{"there is no system \"" + options.system + "\" (" + knownSystems() + ")"};
    if (resumed && resumed->system != options.system)
        return Error{options.run + " is a run of " + resumed->system + ", not of " +
                     options.system};
    prepared.corpus = options.corpus.empty() && resumed ? resumed->corpus : options.corpus;
    if (prepared.corpus.empty()) return Error{"--corpus is missing: a name or a folder"};
    auto& request = prepared.request;
    std::optional<models::Params> before;
    if (resumed) before = resumed->params;
    if (!options.from.empty()) {
        auto from = beginning(options, *prepared.system);
        if (!from) return from.error();
        request.weights = from->path;
        before = from->params;
    }
    auto params = paramsOf(options, *prepared.system, before ? &*before : nullptr);
    if (!params) return params.error();

    request.system = options.system;
    request.params = std::move(params).value();
    request.run = options.run;
    request.device = options.device; // when resuming, what is not given is as before
    request.seed = resumed ? resumed->seed : options.seed;
    request.resume = options.resume;
    request.maxSteps = options.steps;
    request.maxSeconds = options.seconds;
    request.threads = options.threads;
    return prepared;
}

int runSession(Prepared prepared, bool json) {
    const Interrupt interrupt;
    {
        ProgressLine line;
        auto corpus = openTrainingCorpus(prepared.corpus, importOptions(interrupt, line));
        if (interrupt.requested()) return kInterrupted;
        if (!corpus) return fail(corpus.error());
        prepared.request.corpus = std::make_shared<const corpus::Corpus>(std::move(corpus).value());
    }
    return watchTraining(prepared.request, interrupt, json);
}

int train(const TrainOptions& options) {
    std::optional<models::RunInfo> resumed;
    if (options.resume) {
        auto run = models::readRun(options.run);
        if (!run) return fail(run.error());
        resumed = std::move(run).value();
    }
    auto prepared = prepare(options, resumed ? &*resumed : nullptr);
    if (!prepared) return misuse(prepared.message());
    std::error_code ignored;
    if (!options.resume && fs::exists(fs::path(options.run) / "run.json", ignored))
        return fail({options.run + " already holds a run; add --resume to go on with it, or choose "
                                   "another folder"});
    return runSession(std::move(*prepared), options.json);
}

} // namespace

Action addTrain(CLI::App& command) {
    auto options = std::make_shared<TrainOptions>();
    command.add_option("system", options->system, "Which system, see contrafact systems")
        ->required();
    command.add_option("--corpus", options->corpus,
                       "starter, an imported corpus or a folder (with --resume: as before)");
    command.add_option("--run", options->run, "The folder for checkpoints and curves")->required();
    command.add_option(
        "--from", options->from,
        "Begin with the weights and settings of a model: a system's id or starter, a "
        "run, a checkpoint");
    command.add_option("--preset", options->preset, "Settings to begin with (default: cpu)");
    command.add_option("--set", options->settings, "key=value, see contrafact systems --settings")
        ->allow_extra_args(false);
    auto* epochs =
        command.add_option("--epochs", options->epochs, "Passes over the data, for every stage");
    auto* steps = command.add_option("--steps", options->steps, "Steps over all stages");
    command.add_option("--seconds", options->seconds, "A time budget, shared out over the stages")
        ->check(isAboveZero());
    epochs->check(isCount())->excludes(steps);
    steps->check(isCount());
    command.add_option("--seed", options->seed, "The same seed gives the same run (default: 1)")
        ->check(isSeed());
    command.add_option("--device", options->device, "auto, cpu or cuda")
        ->check(CLI::IsMember({"auto", "cpu", "cuda"}));
    command.add_option("--threads", options->threads, "0: the faster of 1 and 2, measured")
        ->check(CLI::Range(0, 256));
    command.add_flag("--resume", options->resume, "Go on from the newest good checkpoint");
    command.add_flag("--json", options->json, "Print one JSON object per line");
    return [options] { return train(*options); };
}

} // namespace contrafact::app
