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
    std::array<double, encoding::kFamilies> notes{};
    std::array<double, encoding::kFamilies> bars{};
    for (const auto& song : corpus.songs) {
        if (song.validation) continue;
        std::array<double, encoding::kFamilies> played{};
        for (int i = 0; i < song.score.trackCount(); ++i) {
            const auto& track = song.score.track(i);
            played[static_cast<std::size_t>(encoding::familyOf(track.info))] +=
                static_cast<double>(track.notes().size());
        }
        for (std::size_t family = 0; family < played.size(); ++family) {
            notes[family] += played[family];
            if (played[family] > 0) bars[family] += score::barCount(song.score);
        }
    }
    for (std::size_t family = 0; family < notes.size(); ++family)
        if (bars[family] > 0) notes[family] /= bars[family];
    return notes;
}

} // namespace contrafact::corpus
