// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/open_model.h"

#include "core/base/resources.h"
#include "models/api/networks.h"

namespace contrafact::models {

namespace fs = std::filesystem;

namespace {

/// What composes in a fresh studio: the starter whose music an evaluation finds nearest to songs.
constexpr const char* kBestStarter = "bar-rnn";

fs::path starterOf(const std::string& system) {
    return base::findResource("checkpoints/" + system + "-starter.safetensors");
}

} // namespace

Result<fs::path> starterCheckpoint(const std::string& system) {
    if (auto best = starterOf(kBestStarter); system.empty() && !best.empty()) return best;
    for (const auto* known : systems()) {
        if (!system.empty() && known->id != system) continue;
        if (auto path = starterOf(known->id); !path.empty()) return path;
    }
    const auto whose = system.empty() ? std::string("No starter checkpoint")
                                      : "No starter checkpoint of " + system;
    return Error{whose + " came with this program. Train a system and choose its run, or install "
                         "the program again."};
}

Result<fs::path> findModel(const std::string& name) {
    std::error_code ignored;
    if (!fs::exists(name, ignored)) {
        if (name == "starter") return starterCheckpoint();
        if (findSystem(name)) return starterCheckpoint(name);
    }
    return resolveCheckpoint(name);
}

Result<std::unique_ptr<Composer>> openModel(const fs::path& runOrFile) {
    const auto networks = loadNetworks();
    if (!networks) return networks.error();
    return (*networks)->open(runOrFile);
}

} // namespace contrafact::models
