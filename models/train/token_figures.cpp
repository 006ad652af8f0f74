// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/token_figures.h"

#include "models/train/ngram.h"


namespace contrafact::models::train {

namespace {

/// An n-gram of more would fill the memory before it got better.
constexpr std::size_t kNgramTokens = 1'000'000;

double ratio(double a, double b) {
    return b > 0 ? a / b : 0;
}

/// All nats of the held-out songs.
double ngramNats(std::int64_t vocabulary, const TokenSongs& songs) {
    Ngram ngram(vocabulary);
    std::size_t counted = 0;
    for (const auto& song : songs.training) {
        if (counted >= kNgramTokens) break;
        ngram.count(song.tokens);
        counted += song.tokens.size();
    }
    double nats = 0;
    for (const auto& song : songs.held) nats += ngram.nats(song.tokens);
    return nats;
}

} // namespace

double TokenFigures::Totals::bitsPerNote(double natsPerToken) const {
    return bitsOf(natsPerToken * ratio(predicted, notes));
}

TokenFigures::Totals TokenFigures::totalsOf(const std::vector<TokenSong>& songs) {
    Totals totals;
    for (const auto& song : songs) {
        totals.predicted += static_cast<double>(song.tokens.size()) - 1;
        totals.notes += static_cast<double>(song.notes);
    }
    return totals;
}

TokenFigures::TokenFigures(std::int64_t vocabulary, const TokenSongs& songs)
    : m_training(totalsOf(songs.training))
    , m_held(totalsOf(songs.held))
    , m_ngramLoss(ratio(ngramNats(vocabulary, songs), m_held.predicted)) {}

Values TokenFigures::held(double natsPerToken) const {
    return {{"val_loss", natsPerToken},
            {"val_bits", m_held.bitsPerNote(natsPerToken)},
            {"ngram_loss", m_ngramLoss},
            {"ngram_bits", m_held.bitsPerNote(m_ngramLoss)}};
}

} // namespace contrafact::models::train
