// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/windows.h"

#include <algorithm>

namespace contrafact::corpus {

namespace {

bool sounds(const encoding::GridSong& grid, int family, int step) {
    bool found = false;
    encoding::forEachNote(grid, family, step, step + encoding::kSteps,
                          [&](const encoding::GridNote&) { found = true; });
    return found;
}

bool soundsAny(const encoding::GridSong& grid, int family, int step) {
    if (family != kAnyFamily) return sounds(grid, family, step);
    for (int each = 0; each < encoding::kFamilies; ++each)
        if (sounds(grid, each, step)) return true;
    return false;
}

} // namespace

std::vector<Window> windows(const Corpus& corpus, int family, int hop, Split split) {
    std::vector<Window> out;
    for (std::size_t i = 0; i < corpus.songs.size(); ++i) {
        const auto& song = corpus.songs[i];
        if (song.validation != (split == Split::Validation)) continue;
        const int end = (song.grid.steps + hop - 1) / hop * hop;
        for (int step = 0; step <= std::max(0, end - encoding::kSteps); step += hop)
            if (soundsAny(song.grid, family, step))
                out.push_back({static_cast<std::int32_t>(i), step});
    }
    return out;
}

} // namespace contrafact::corpus
