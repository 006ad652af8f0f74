// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/styles.h"

#include "app/cli/console.h"
#include "app/cli/corpora.h"
#include "app/cli/values.h"

#include <filesystem>
#include <memory>

namespace contrafact::app {

namespace {

Result<models::StyleSet> openStyle(const std::string& text, const Interrupt& interrupt) {
    const auto [where, weight] = splitStyle(text);
    if (std::filesystem::is_regular_file(where)) {
        auto learned = models::loadStyle(where);
        if (!learned) return learned.error();
        const auto name = learned->name;
        return models::StyleSet{
            name, weight, {}, std::make_shared<const models::LearnedStyle>(*std::move(learned))};
    }
    auto songs = openSongs(where, interrupt);
    if (!songs) return songs.error();
    return models::StyleSet{
        .name = where,
        .weight = weight,
        .songs = std::make_shared<const std::vector<score::Score>>(*std::move(songs)),
        .learned = {}};
}

} // namespace

Result<std::vector<score::Score>> openSongs(const std::string& where, const Interrupt& interrupt) {
    ProgressLine line;
    const auto corpus = openCorpus(where, importOptions(interrupt, line));
    if (!corpus) return corpus.error();
    std::vector<score::Score> songs;
    for (const auto& song : corpus->songs) songs.push_back(song.score);
    return songs;
}

Result<std::vector<models::StyleSet>> openStyles(const std::vector<std::string>& texts,
                                                 const Interrupt& interrupt) {
    std::vector<models::StyleSet> styles;
    for (const auto& text : texts) {
        auto style = openStyle(text, interrupt);
        if (!style) return style.error();
        styles.push_back(*std::move(style));
    }
    return styles;
}

} // namespace contrafact::app
