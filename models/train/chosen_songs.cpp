// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/chosen_songs.h"

#include "models/nn/random.h"

#include <algorithm>

namespace contrafact::models::train {

std::vector<std::size_t> chosenSongs(const Context& context) {
    constexpr std::uint64_t kSongs = 17; // the stream of this draw
    std::vector<std::size_t> songs;
    for (std::size_t i = 0; i < context.corpus->songs.size(); ++i)
        if (!context.corpus->songs[i].validation) songs.push_back(i);
    const auto most = static_cast<std::size_t>(context.params.integer("num_files"));
    if (most == 0 || songs.size() <= most) return songs;
    nn::Random random(nn::mix(context.seed, kSongs));
    for (std::size_t i = 0; i < most; ++i)
        std::swap(songs[i], songs[i + static_cast<std::size_t>(random.below(
                                          static_cast<std::int64_t>(songs.size() - i)))]);
    songs.resize(most);
    std::ranges::sort(songs);
    return songs;
}

} // namespace contrafact::models::train
