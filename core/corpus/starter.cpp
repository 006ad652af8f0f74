// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/corpus.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace contrafact::corpus {

namespace fs = std::filesystem;

namespace {

constexpr const char* kVariable = "CONTRAFACT_STARTER";

/// Free music that Debian packages, all under licences that allow learning from it.
std::vector<StarterSource> debianSources() {
    return {
        {"simutrans-data", "/usr/share/games/simutrans/music"},
        {"openttd-openmsx", "/usr/share/games/openttd/baseset/openmsx"},
        {"planetblupi-music-midi", "/usr/share/planetblupi/music"},
        {"freedoom", "/usr/share/games/doom/freedoom1.wad", true},
        {"freedoom", "/usr/share/games/doom/freedoom2.wad", true},
    };
}

std::vector<StarterSource> listedSources(const char* list) {
    std::vector<StarterSource> sources;
    std::istringstream in(list);
    for (std::string folder; std::getline(in, folder, ':');)
        if (!folder.empty()) sources.push_back({"", folder});
    return sources;
}

const char* starterVariable() {
    const char* list = std::getenv(kVariable);
    return list && *list ? list : nullptr;
}

Error notInstalled(const std::vector<StarterSource>& sources) {
    if (const char* list = starterVariable())
        return {std::string("the starter music is not in ") + list + "; correct " + kVariable +
                " or unset it"};
    std::string packages;
    for (const auto& source : sources)
        if (!source.optional) packages += " " + source.package;
    return {"the starter music is not installed; install it with: sudo apt install" + packages};
}

} // namespace

std::vector<StarterSource> starterSources() {
    const char* list = starterVariable();
    auto sources = list ? listedSources(list) : debianSources();
    std::error_code ignored;
    for (auto& source : sources) source.present = fs::exists(source.folder, ignored);
    return sources;
}

Result<Corpus> openStarter(const ImportOptions& options) {
    const auto sources = starterSources();
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
