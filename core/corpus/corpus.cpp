// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/corpus.h"

#include <numeric>

namespace contrafact::corpus {

double Corpus::seconds() const {
    return std::transform_reduce(songs.begin(), songs.end(), 0.0, std::plus{},
                                 [](const Song& song) { return song.seconds; });
}

std::size_t Corpus::noteCount() const {
    return std::transform_reduce(
        songs.begin(), songs.end(), std::size_t{0}, std::plus{},
        [](const Song& song) { return static_cast<std::size_t>(song.noteCount); });
}

std::array<double, encoding::kFamilies> noteDensity(const Corpus& corpus) {
    std::array<double, encoding::kFamilies> density{};
    for (std::size_t family = 0; family < encoding::kFamilies; ++family) {
        double notes = 0;
        double bars = 0;
        for (const auto& song : corpus.songs) {
            if (song.grid.notes[family].empty()) continue;
            notes += static_cast<double>(song.grid.notes[family].size());
            bars += song.grid.bars();
        }
        density[family] = bars > 0 ? notes / bars : 0;
    }
    return density;
}

} // namespace contrafact::corpus
