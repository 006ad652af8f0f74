// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact sweep: one training for each value of some settings, and a table of how they ended.
// Each is a run folder of its own, so that a sweep which was stopped or killed goes on where it
// was.
#include "models/api/sweep.h"

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/corpora.h"
#include "app/cli/interrupt.h"
#include "app/cli/settings.h"
#include "app/cli/values.h"
#include "app/cli/watch_training.h"
#include "models/api/checkpoint.h"
#include "models/api/descriptor.h"
#include "models/api/run.h"
#include "models/api/training.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>

namespace contrafact::app {

namespace {

namespace fs = std::filesystem;
using models::SweepEntry;
using models::SystemDescriptor;

struct SweepOptions {
    std::string system;
    std::string corpus;
    std::string folder;
    std::string preset = "cpu";
    std::vector<std::string> settings;
    std::vector<std::string> vary;
    std::optional<std::int64_t> steps;
    std::uint64_t seed = 1;
    std::string device = "auto";
};

/// As the preset, --set and --vary have them.
Result<std::vector<SweepEntry>> entriesOf(const SweepOptions& options,
                                          const SystemDescriptor& system) {
    if (!system.preset(options.preset))
        return Error{"there is no preset \"" + options.preset + "\" of " + system.id};
    const auto settings = splitSettings(options.settings);
    if (!settings) return settings.error();
    const auto base = system.training.parse(*settings, system.presetParams(options.preset));
    if (!base) return base.error();
    return models::sweepEntries(system, *base, options.vary);
}

std::string figureText(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

/// What a system is judged by: the first of its curves that say how good it is.
const models::Curve* judged(const SystemDescriptor& system,
                            const std::vector<models::Curve>& curves) {
    if (system.quality.prefix.empty()) return nullptr;
    const auto at = std::ranges::find_if(curves, [&](const models::Curve& curve) {
        return curve.key.starts_with(system.quality.prefix) && !curve.value.empty();
    });
    return at == curves.end() ? nullptr : &*at;
}

/// A row of the table.
std::vector<std::string> rowOf(const SystemDescriptor& system, const SweepEntry& entry,
                               const fs::path& run) {
    const auto info = models::readRun(run);
    if (!info) return {entry.name, "not begun", "", "", "", ""};
    std::vector<std::string> row{
        entry.name, info->state, std::to_string(info->steps), figureText(info->seconds), "", ""};
    const auto curves = models::readCurves(run);
    if (!curves) return row;
    if (const auto* curve = judged(system, *curves)) {
        const auto [low, high] = std::ranges::minmax(curve->value);
        row[4] = figureText(curve->value.back());
        row[5] = figureText(system.quality.lowerIsBetter ? low : high);
    }
    return row;
}

/// The table on stdout, and beside the runs as sweep.csv.
Result<void> report(const SystemDescriptor& system, const std::vector<SweepEntry>& entries,
                    const fs::path& folder) {
    const auto path = folder / "sweep.csv";
    std::ofstream csv(path);
    std::vector<std::vector<std::string>> rows{{"setting", "state", "steps", "seconds",
                                                "final " + system.quality.prefix,
                                                "best " + system.quality.prefix}};
    for (const auto& entry : entries) rows.push_back(rowOf(system, entry, folder / entry.name));
    for (const auto& row : rows) {
        std::string line, cells;
        for (const auto& cell : row) {
            line += cell + std::string(cell.size() < 16 ? 16 - cell.size() : 1, ' ');
            cells += (cells.empty() ? "" : ",") + cell;
        }
        print(line);
        csv << cells << '\n';
    }
    csv.close();
    return csv ? Result<void>() : Result<void>(Error{"cannot write " + path.string()});
}

/// Trains one entry as far as it is not; kDone where it was finished before.
int trainEntry(const SweepEntry& entry, models::TrainingRequest request,
               const Interrupt& interrupt) {
    const auto info = models::readRun(request.run);
    if (info && info->params != entry.params)
        return fail({request.run.string() + " is of another sweep; choose another folder"});
    if (info && info->state == "finished") return kDone;
    request.params = entry.params;
    request.resume = models::resolveCheckpoint(request.run).ok();
    if (!request.resume) { // it was killed before its first checkpoint: nothing is lost
        std::error_code ignored;
        fs::remove_all(request.run, ignored);
    }
    print(entry.name);
    return watchTraining(request, interrupt, false);
}

int sweep(const SweepOptions& options) {
    const auto* system = models::findSystem(options.system);
    if (!system) return misuse("there is no system \"" + options.system + "\"");
    const auto entries = entriesOf(options, *system);
    if (!entries) return misuse(entries.message());
    const Interrupt interrupt;
    auto corpus = openTrainingCorpus(options.corpus, {.stop = interrupt.token(), .progress = {}});
    if (!corpus) return fail(corpus.error());
    models::TrainingRequest request{.system = options.system, .seed = options.seed};
    request.corpus = std::make_shared<const corpus::Corpus>(std::move(corpus).value());
    request.device = options.device;
    request.maxSteps = options.steps;
    request.threads = 1; // a measured number would not be the same for all
    int status = kDone;
    for (const auto& entry : *entries) {
        request.run = fs::path(options.folder) / entry.name;
        const int ended = trainEntry(entry, request, interrupt);
        status = std::max(status, ended);
        if (interrupt.requested()) break;
    }
    if (const auto reported = report(*system, *entries, options.folder); !reported)
        return fail(reported.error());
    return status;
}

} // namespace

Action addSweep(CLI::App& command) {
    auto options = std::make_shared<SweepOptions>();
    command.add_option("system", options->system, "Which system, see contrafact systems")
        ->required();
    command.add_option("--corpus", options->corpus, "starter, an imported corpus or a folder")
        ->required();
    command
        .add_option("--out", options->folder,
                    "The folder for the runs and sweep.csv; the same "
                    "one again goes on with what is not finished")
        ->required();
    command
        .add_option("--vary", options->vary,
                    "key=a,b,c: one training for each value, all else "
                    "as it is; may be given several times")
        ->required()
        ->allow_extra_args(false);
    command.add_option("--preset", options->preset, "Settings to begin with (default: cpu)");
    command.add_option("--set", options->settings, "key=value, see contrafact systems --settings")
        ->allow_extra_args(false);
    command.add_option("--steps", options->steps, "Steps of each training")->check(isCount());
    command.add_option("--seed", options->seed, "Of all trainings (default: 1)")->check(isSeed());
    command.add_option("--device", options->device, "auto, cpu or cuda")
        ->check(CLI::IsMember({"auto", "cpu", "cuda"}));
    return [options] { return sweep(*options); };
}

} // namespace contrafact::app
