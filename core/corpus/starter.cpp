// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/corpus.h"

#include <cstdlib>
#include <sstream>

namespace contrafact::corpus {

namespace fs = std::filesystem;

namespace {

constexpr const char* kVariable = "CONTRAFACT_STARTER";

/// Free music that Debian packages, all under licences that allow learning from it.
std::vector<StarterSource> debianSources() {
    return {
        {"simutrans-data", "/usr/share/games/simutrans/music", "Simutrans: travel and swing"},
        {"openttd-openmsx", "/usr/share/games/openttd/baseset/openmsx",
         "OpenMSX: blues and boogie"},
        {"planetblupi-music-midi", "/usr/share/planetblupi/music",
         "Planet Blupi: small and cheerful"},
        {"freedoom", "/usr/share/games/doom/freedoom1.wad", "Freedoom 1: rock and dread", true},
        {"freedoom", "/usr/share/games/doom/freedoom2.wad", "Freedoom 2: metal and dread", true},
    };
}

std::vector<StarterSource> listedSources(const char* list) {
    std::vector<StarterSource> sources;
    std::istringstream in(list);
    for (std::string folder; std::getline(in, folder, ':');)
        if (!folder.empty()) sources.push_back({"", folder, ""});
    return sources;
}

Error notInstalled(const std::vector<StarterSource>& sources) {
    std::string packages;
    std::string folders;
    for (const auto& source : sources) {
        if (!source.package.empty() && !source.optional) packages += " " + source.package;
        folders += " " + source.folder.string();
    }
    if (packages.empty())
        return {std::string("the starter music is not where ") + kVariable + " says (" +
                folders.substr(std::min<std::size_t>(1, folders.size())) +
                "); correct or unset the variable"};
    return {"the starter music is not installed; install it with: sudo apt install" + packages};
}

} // namespace

std::vector<StarterSource> starterSources() {
    const char* list = std::getenv(kVariable);
    auto sources = list && *list ? listedSources(list) : debianSources();
    std::error_code ignored;
    for (auto& source : sources) source.present = fs::exists(source.folder, ignored);
    return sources;
}

Result<Corpus> openStarter(const ImportOptions& options) {
    return openStarter(starterSources(), options);
}

Result<Corpus> openStarter(const std::vector<StarterSource>& sources,
                           const ImportOptions& options) {
    std::vector<fs::path> folders;
    for (const auto& source : sources)
        if (source.present) folders.push_back(source.folder);
    if (folders.empty()) return notInstalled(sources);
    return importFolders("starter", folders, options);
}

Result<Corpus> open(const std::string& where, const ImportOptions& options) {
    return where == "starter" ? openStarter(options) : importFolder(where, options);
}

} // namespace contrafact::corpus
