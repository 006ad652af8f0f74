// SPDX-License-Identifier: GPL-3.0-or-later
// Songs as text that B rows read side by side, segment after segment, so that the network's memory
// goes on from each to the next.
#pragma once

#include "core/encoding/pair_tokens.h"
#include "models/nn/torch.h"
#include "models/train/token_figures.h"

#include <cstdint>
#include <vector>

namespace contrafact::models::transformer_xl {

struct RowOptions {
    std::int64_t rows = 12;    ///< B; fewer where there is less text
    std::int64_t length = 512; ///< T, tokens of a segment; shorter where there is less text
    double transposed = 0.5;   ///< share of songs that are moved by -6 to +5 semitones
    std::uint64_t seed = 1;
};

/// Segments of B rows.
struct TextSegment {
    torch::Tensor tokens;    ///< [B, T + 1] int64: what is read, and what follows
    torch::Tensor positions; ///< [B, T] int64, sixteenths
};

/// Each pass over the songs has an order and keys of its own; what a step reads is a function of
/// the seed and its number. Needs two tokens.
class TextRows {
public:
    TextRows(std::vector<train::TokenSong> songs, const encoding::PairTokens& tokens,
             const RowOptions& options);

    std::int64_t rows() const { return m_options.rows; }
    std::int64_t length() const { return m_options.length; }
    std::int64_t stepsPerPass() const { return m_steps; }
    bool beginsPass(std::int64_t step) const { return step % m_steps == 0; }
    TextSegment at(std::int64_t step);

private:
    void beginPass(std::int64_t pass);

    std::vector<train::TokenSong> m_songs;
    encoding::PairTokens m_tokens;
    RowOptions m_options;
    std::int64_t m_rowLength = 0;
    std::int64_t m_steps = 1;
    std::int64_t m_pass = -1;
    torch::Tensor m_text, m_positions; ///< of this pass, [B, row length]
};

} // namespace contrafact::models::transformer_xl
