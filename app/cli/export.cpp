// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact export: what composing needs of a finished run, small enough to pass on.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "models/api/networks.h"

#include <memory>

namespace contrafact::app {

namespace {

int exportRun(const std::string& run, const std::string& out) {
    const auto networks = models::loadNetworks();
    if (!networks) return fail(networks.error());
    if (const auto done = (*networks)->exportCheckpoint(run, out); !done) return fail(done.error());
    print("wrote " + out);
    return kDone;
}

} // namespace

Action addExport(CLI::App& command) {
    struct Options {
        std::string run;
        std::string out;
    };
    auto options = std::make_shared<Options>();
    command.add_option("run", options->run, "A run folder or a checkpoint, trained to the end")
        ->required();
    command
        .add_option("out", options->out, "The checkpoint to write: half precision, no optimiser")
        ->required();
    return [options] { return exportRun(options->run, options->out); };
}

} // namespace contrafact::app
