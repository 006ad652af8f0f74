// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/transformer_xl/rows.h"

#include "models/nn/random.h"

#include <algorithm>

namespace contrafact::models::transformer_xl {

namespace {

enum RowStream : std::uint64_t { kPassOrder = 32, kPassKeys };

constexpr int kDown = 6, kKeys = 12;

torch::Tensor inRows(const std::vector<int>& text, std::int64_t rows, std::int64_t length) {
    return torch::tensor(text, torch::kInt64).narrow(0, 0, rows * length).view({rows, length});
}

} // namespace

TextRows::TextRows(std::vector<train::TokenSong> songs, const encoding::PairTokens& tokens,
                   const RowOptions& options)
    : m_songs(std::move(songs))
    , m_tokens(tokens)
    , m_options(options) {
    std::int64_t all = 0;
    for (const auto& song : m_songs) all += std::ssize(song.tokens);
    m_options.rows = std::clamp<std::int64_t>(all / 2, 1, options.rows);
    m_rowLength = all / m_options.rows;
    m_options.length = std::min(options.length, m_rowLength - 1);
    m_steps = (m_rowLength - 1) / m_options.length;
}

void TextRows::beginPass(std::int64_t pass) {
    const auto number = static_cast<std::uint64_t>(pass);
    auto generator = nn::generator(nn::mix(m_options.seed, kPassOrder, number));
    nn::Random random(nn::mix(m_options.seed, kPassKeys, number));
    const auto order =
        torch::randperm(static_cast<std::int64_t>(m_songs.size()), generator, torch::kInt64);
    std::vector<int> text, positions;
    for (std::int64_t i = 0; i < order.numel(); ++i) {
        auto song = m_songs[static_cast<std::size_t>(order.data_ptr<std::int64_t>()[i])].tokens;
        if (random.uniform() < m_options.transposed)
            encoding::transposePairs(song, m_tokens, static_cast<int>(random.below(kKeys)) - kDown);
        const auto places = encoding::pairPositions(song, m_tokens);
        text.insert(text.end(), song.begin(), song.end());
        positions.insert(positions.end(), places.begin(), places.end());
    }
    m_text = inRows(text, m_options.rows, m_rowLength);
    m_positions = inRows(positions, m_options.rows, m_rowLength);
    m_pass = pass;
}

TextSegment TextRows::at(std::int64_t step) {
    if (step / m_steps != m_pass) beginPass(step / m_steps);
    const auto begin = step % m_steps * m_options.length;
    return {m_text.narrow(1, begin, m_options.length + 1),
            m_positions.narrow(1, begin, m_options.length)};
}

} // namespace contrafact::models::transformer_xl
