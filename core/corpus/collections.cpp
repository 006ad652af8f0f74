// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/collections.h"

#include "core/base/path_text.h"

#include <algorithm>

namespace contrafact::corpus {

namespace {

namespace fs = std::filesystem;

/// The folder, or the archive that a member's path begins with.
fs::path placeOf(const Song& song) {
    const auto name = song.path.filename().native();
    const auto colon = name.find(':');
    const auto folder = song.path.parent_path();
    return colon == std::string::npos ? folder : folder / name.substr(0, colon);
}

std::string titleOf(const fs::path& place) {
    for (const auto& source : starterSources())
        if (!source.title.empty() && source.folder == place) return source.title;
    return base::pathText(place.stem());
}

} // namespace

std::vector<Collection> collectionsOf(const Corpus& corpus) {
    std::vector<fs::path> places;
    std::vector<Collection> found;
    for (const auto& song : corpus.songs) {
        const auto place = placeOf(song);
        const auto at = std::ranges::find(places, place) - places.begin();
        if (at == std::ssize(places)) {
            places.push_back(place);
            found.push_back({titleOf(place), {}});
        }
        found[static_cast<std::size_t>(at)].songs.push_back(&song);
    }
    std::erase_if(found, [](const Collection& each) { return each.songs.size() < 2; });
    return found;
}

} // namespace contrafact::corpus
