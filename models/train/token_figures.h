// SPDX-License-Identifier: GPL-3.0-or-later
// What every system of next tokens tells of its loss: nats per token, bits per note, and both of an
// n-gram of the same songs.
#pragma once

#include "models/train/system.h"

#include <cstdint>
#include <vector>

namespace contrafact::models::train {

struct TokenSong {
    std::vector<int> tokens;
    std::int64_t notes = 0; ///< what bits per note are counted by
};
struct TokenSongs {
    std::vector<TokenSong> training;
    std::vector<TokenSong> held;
};

class TokenFigures {
public:
    /// Counts the n-gram, which takes some seconds for a million tokens.
    TokenFigures(std::int64_t vocabulary, const TokenSongs& songs);

    /// Of the training songs.
    double bitsPerNote(double natsPerToken) const { return m_training.bitsPerNote(natsPerToken); }
    /// Values of a validation of the held-out songs: "val_loss", "val_bits", "ngram_loss" and
    /// "ngram_bits".
    Values held(double natsPerToken) const;

private:
    struct Totals {
        double predicted = 0; ///< tokens but each song's first
        double notes = 0;
        double bitsPerNote(double natsPerToken) const;
    };
    static Totals totalsOf(const std::vector<TokenSong>& songs);

    Totals m_training, m_held;
    double m_ngramLoss; ///< nats per token of held-out songs
};

} // namespace contrafact::models::train
