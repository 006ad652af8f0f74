// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact: what the window does, from the command line.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/values.h"

#include <iostream>
#include <vector>

namespace {

using namespace contrafact;

struct Subcommand {
    const char* name;
    const char* help;
    app::Action (*add)(CLI::App&);
};

constexpr Subcommand kSubcommands[] = {
    {"systems", "List the systems: source, parameter counts, presets, settings", app::addSystems},
    {"corpus", "List, measure and import music to learn from", app::addCorpus},
    {"train", "Train a system on a corpus", app::addTrain},
    {"sweep", "Train a system with several values of a setting, one after the other",
     app::addSweep},
    {"generate", "Compose with a trained system", app::addGenerate},
    {"score", "Say how likely a model finds the notes of a piece", app::addScore},
    {"learn-style", "Learn what is particular to some songs, for a model that stays as it is",
     app::addLearnStyle},
    {"evaluate", "Measure runs and music beside real music, noise and a Markov chain",
     app::addEvaluate},
    {"doctor", "Say what is wrong with a training, by its curves, and what to try", app::addDoctor},
    {"export", "Make a small checkpoint for composing only", app::addExport},
    {"convert", "Convert between MIDI, ABC and piano-roll files", app::addConvert},
    {"render", "Render music to a sound file", app::addRender},
    {"inspect", "Say what a file holds", app::addInspect},
};

struct Entry {
    const CLI::App* command;
    app::Action action;
};

std::vector<Entry> addAll(CLI::App& program) {
    std::vector<Entry> entries;
    for (const auto& each : kSubcommands) {
        auto* command = program.add_subcommand(each.name, each.help);
        entries.push_back({command, each.add(*command)});
    }
    return entries;
}

int runParsed(const std::vector<Entry>& entries) {
    for (const auto& entry : entries)
        if (entry.command->parsed()) return entry.action();
    return app::kWrongUsage;
}

/// "contrafact corpus list", as far as the line could be read.
std::string commandLine(const CLI::App& program) {
    auto name = program.get_name();
    for (const auto* command : program.get_subcommands()) name += " " + commandLine(*command);
    return name;
}

int parseAndRun(CLI::App& program, int argc, char** argv) {
    const auto entries = addAll(program);
    app::refuseEmptyValues(program);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return program.exit(error); // --help, --version
        return app::misuse(std::string(error.what()) + " (see " + commandLine(program) +
                           " --help)");
    }
    return runParsed(entries);
}

} // namespace

int main(int argc, char** argv) {
    CLI::App program("Compose with small generative networks that you train yourself.",
                     "contrafact");
    program.set_version_flag("--version", "contrafact " CONTRAFACT_VERSION);
    program.require_subcommand(1);
    const int status = parseAndRun(program, argc, argv);
    std::cout.flush();
    if (!std::cout && status == app::kDone)
        return app::fail({"cannot write the output: the disk is full or the reader has gone"});
    return status;
}
