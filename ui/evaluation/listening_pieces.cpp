// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/listening_pieces.h"

#include "core/metrics/pieces.h"
#include "core/score/excerpt.h"
#include "ui/evaluation/measures.h"
#include "ui/library/take_story.h"

#include <QCoreApplication>

#include <algorithm>
#include <random>

namespace contrafact::ui {

namespace {

constexpr int kUsualBars = 8;
constexpr int kMostBars = 32; ///< of an excerpt: nobody listens to more
constexpr std::uint64_t kExcerptSeed = 1;
constexpr std::size_t kNotesPerBar = 4; ///< that an excerpt has at least: it is no fade-out

std::string words(const char* text) {
    return QCoreApplication::translate("Listening", text).toStdString();
}

BlindPiece pieceOf(const session::Take& take) {
    const auto model = modelOf(take);
    const auto range = composedRange(take);
    return {take.name, model.isEmpty() ? words("imported music") : model.toStdString(),
            range ? score::excerpt(take.score, *range) : take.score};
}

int usualBars(const std::vector<BlindPiece>& pieces) {
    std::vector<int> bars;
    for (const auto& piece : pieces) bars.push_back(score::barCount(piece.score));
    if (bars.empty()) return kUsualBars;
    std::ranges::nth_element(bars, bars.begin() + std::ssize(bars) / 2);
    return std::clamp(bars[bars.size() / 2], 1, kMostBars);
}

void addExcerpts(const corpus::Corpus& real, int count, int bars, std::vector<BlindPiece>& pieces) {
    auto all = measures::realPieces(real, true, bars, kExcerptSeed);
    if (all.empty()) all = measures::realPieces(real, false, bars, kExcerptSeed);
    std::erase_if(all, [&](const measures::Piece& piece) {
        return piece.bars < bars || piece.score.noteCount() < kNotesPerBar * std::size_t(bars);
    });
    const auto chosen = measures::drawPieces(std::move(all), bars * count, kExcerptSeed);
    for (std::size_t i = 0; i < chosen.size(); ++i)
        pieces.push_back(
            {"excerpt " + std::to_string(i + 1), words("real music"), chosen[i].score});
}

} // namespace

std::vector<BlindPiece> blindPieces(const std::vector<const session::Take*>& takes,
                                    const corpus::Corpus* real, int excerpts, std::uint64_t seed) {
    std::vector<BlindPiece> pieces;
    for (const auto* take : takes) pieces.push_back(pieceOf(*take));
    if (real && excerpts > 0) addExcerpts(*real, excerpts, usualBars(pieces), pieces);
    std::mt19937_64 random(seed);
    for (std::size_t i = pieces.size(); i > 1; --i) // std::shuffle differs by library
        std::swap(pieces[i - 1], pieces[random() % i]);
    return pieces;
}

} // namespace contrafact::ui
