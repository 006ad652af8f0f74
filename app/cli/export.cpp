// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact export: a small checkpoint to hand on, made of a trained one.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/corpora.h"
#include "app/cli/values.h"
#include "models/api/networks.h"
#include "models/api/open_model.h"

#include <memory>

namespace contrafact::app {

namespace {

namespace fs = std::filesystem;

struct ExportCommand {
    std::string model;
    std::string out;
    std::string songs;
    std::string average;
    double share = 0.5;
};

int exportCheckpoint(const ExportCommand& command) {
    if (fs::path(command.out).extension() != ".safetensors")
        return misuse("the file to write must end in .safetensors");
    const auto from = models::findModel(command.model);
    if (!from) return fail(from.error());
    models::ExportOptions options;
    if (!command.average.empty()) {
        const auto other = models::findModel(command.average);
        if (!other) return fail(other.error());
        options.averagedWith = *other;
        options.share = command.share;
    }
    const auto networks = models::loadNetworks();
    if (!networks) return fail(networks.error());
    if (!command.songs.empty()) {
        auto opened = openCorpus(command.songs, {});
        if (!opened) return fail(opened.error());
        options.songs = std::make_shared<const corpus::Corpus>(std::move(opened).value());
    }
    const auto done = (*networks)->exportCheckpoint(*from, command.out, options);
    if (!done) return fail(done.error());
    print(command.out);
    return kDone;
}

} // namespace

Action addExport(CLI::App& command) {
    auto options = std::make_shared<ExportCommand>();
    command.add_option("model", options->model, "A run folder or a checkpoint, fully trained")
        ->required();
    command.add_option("out", options->out, "The .safetensors file to write")->required();
    command.add_option("--songs", options->songs,
                       "Measure anew on this corpus what the checkpoint keeps of songs besides "
                       "weights (for checkpoints of earlier versions)");
    auto* average =
        command.add_option("--average", options->average,
                           "A model of the same networks whose weights are averaged in");
    command.add_option("--share", options->share, "Of the other's weights, 0 to 1 (default: 0.5)")
        ->check(isBetween(0, 1))
        ->needs(average);
    return [options] { return exportCheckpoint(*options); };
}

} // namespace contrafact::app
