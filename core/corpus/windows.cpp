// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/windows.h"

#include "core/encoding/four_four.h"

#include <algorithm>
#include <cmath>
#include <numeric>

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

std::string barsText(double quarters) {
    return std::to_string(std::llround(std::ceil(quarters / 4)));
}

} // namespace

std::array<bool, encoding::kFamilies> Stretches::playedInTraining() const {
    std::array<bool, encoding::kFamilies> played{};
    for (const auto& stretch : all)
        for (std::size_t family = 0; !stretch.validation && family < played.size(); ++family)
            played[family] = played[family] || !stretch.grid->notes[family].empty();
    return played;
}

std::string Stretches::leftOutText() const {
    if (leftOut.empty()) return {};
    const double lost = std::transform_reduce(leftOut.begin(), leftOut.end(), 0.0, std::plus{},
                                              [](const auto& each) { return each.second; });
    auto text = barsText(lost) + " of " + barsText(quarters + lost) +
                " bars are left out, since this system counts in 4/4:";
    for (const auto& [meter, each] : leftOut)
        text += (text.ends_with(':') ? " " : ", ") + meter + " (" + barsText(each) + ")";
    if (songsLeftOut > 0)
        text += "; " + std::to_string(songsLeftOut) +
                (songsLeftOut == 1 ? " song has" : " songs have") + " no 4/4 at all";
    return text;
}

Stretches stretchesOf(const Corpus& corpus) {
    Stretches out;
    for (std::size_t i = 0; i < corpus.songs.size(); ++i) {
        const auto& song = corpus.songs[i];
        const auto view = viewOf(song, encoding::FourFourEncoding{});
        for (const auto& grid : view->stretches)
            out.all.push_back({static_cast<std::int32_t>(i), {view, &grid}, song.validation});
        out.quarters += view->quarters;
        for (const auto& [meter, quarters] : view->leftOut) out.leftOut[meter] += quarters;
        out.songsLeftOut += view->stretches.empty();
    }
    return out;
}

std::vector<encoding::GridSong> stretchesOf(const score::Score& piece) {
    return encoding::FourFourEncoding{}.cut(piece, {}).stretches;
}

std::vector<Window> windows(const Stretches& stretches, int family, int hop, Split split) {
    std::vector<Window> out;
    for (std::size_t i = 0; i < stretches.all.size(); ++i) {
        const auto& stretch = stretches.all[i];
        if (stretch.validation != (split == Split::Validation)) continue;
        const int end = (stretch.grid->steps + hop - 1) / hop * hop;
        for (int step = 0; step <= std::max(0, end - encoding::kSteps); step += hop)
            if (soundsAny(*stretch.grid, family, step))
                out.push_back({static_cast<std::int32_t>(i), step});
    }
    return out;
}

std::array<double, encoding::kFamilies> noteDensity(const Stretches& stretches) {
    std::array<double, encoding::kFamilies> density{};
    for (std::size_t family = 0; family < encoding::kFamilies; ++family) {
        double notes = 0;
        double bars = 0;
        for (const auto& [song, grid, validation] : stretches.all) {
            if (validation || grid->notes[family].empty()) continue;
            notes += static_cast<double>(grid->notes[family].size());
            bars += grid->bars();
        }
        density[family] = bars > 0 ? notes / bars : 0;
    }
    return density;
}

} // namespace contrafact::corpus
