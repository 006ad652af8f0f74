// SPDX-License-Identifier: GPL-3.0-or-later
// A subcommand of `contrafact`. Each lives in a file of its own; main.cpp lists them.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>

namespace contrafact::app {

/// What scripts can rely on.
enum ExitStatus : int {
    kDone = 0,
    kFailed = 1,       ///< with a message
    kWrongUsage = 2,   ///< with a message
    kInterrupted = 130 ///< stopped by SIGINT or SIGTERM, cleanly
};

/// Runs after the command line has been parsed; returns the exit status.
using Action = std::function<int()>;

/// Each adds its subcommand with its options to the program.
Action addSystems(CLI::App& command);
Action addCorpus(CLI::App& command);
Action addTrain(CLI::App& command);
Action addSweep(CLI::App& command);
Action addGenerate(CLI::App& command);
Action addScore(CLI::App& command);
Action addLearnStyle(CLI::App& command);
Action addEvaluate(CLI::App& command);
Action addDoctor(CLI::App& command);
Action addExport(CLI::App& command);
Action addConvert(CLI::App& command);
Action addRender(CLI::App& command);
Action addInspect(CLI::App& command);

} // namespace contrafact::app
