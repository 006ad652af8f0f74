// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact export: a small checkpoint to hand on, made of a trained one.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/corpora.h"
#include "models/api/networks.h"
#include "models/api/open_model.h"

#include <memory>

namespace contrafact::app {

namespace {

namespace fs = std::filesystem;

int exportCheckpoint(const std::string& model, const std::string& out, const std::string& songs) {
    if (fs::path(out).extension() != ".safetensors")
        return misuse("the file to write must end in .safetensors");
    const auto from = models::findModel(model);
    if (!from) return fail(from.error());
    const auto networks = models::loadNetworks();
    if (!networks) return fail(networks.error());
    std::shared_ptr<const corpus::Corpus> corpus;
    if (!songs.empty()) {
        auto opened = openCorpus(songs, {});
        if (!opened) return fail(opened.error());
        corpus = std::make_shared<const corpus::Corpus>(std::move(opened).value());
    }
    const auto done = (*networks)->exportCheckpoint(*from, out, std::move(corpus));
    if (!done) return fail(done.error());
    print(out);
    return kDone;
}

} // namespace

Action addExport(CLI::App& command) {
    struct ExportOptions {
        std::string model;
        std::string out;
        std::string songs;
    };
    auto options = std::make_shared<ExportOptions>();
    command.add_option("model", options->model, "A run folder or a checkpoint, fully trained")
        ->required();
    command.add_option("out", options->out, "The .safetensors file to write")->required();
    command.add_option("--songs", options->songs,
                       "Measure anew on this corpus what the checkpoint keeps of songs besides "
                       "weights (for checkpoints of earlier versions)");
    return [options] { return exportCheckpoint(options->model, options->out, options->songs); };
}

} // namespace contrafact::app
