// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/streams.h"

#include <algorithm>
#include <numeric>

namespace contrafact::models::bar_rnn {

namespace {

enum StreamDraw : std::uint64_t { kOrder = 21, kVisit, kForget };

/// Now and then a row goes on without its state, as composing does in the middle of a piece.
constexpr double kForgotten = 0.03;

} // namespace

Streams::Streams(std::vector<Song> songs, StreamOptions options)
    : m_songs(std::move(songs))
    , m_options(std::move(options))
    , m_open(static_cast<std::size_t>(m_options.rows)) {
    std::int64_t pieces = 0;
    for (const auto& song : m_songs) {
        // Transposing may fuse two notes of a chord: the piece that is then missing is left empty.
        const auto events = std::ssize(encoding::toEvents(song.bars));
        m_lengths.push_back((events + m_options.length - 1) / m_options.length);
        pieces += m_lengths.back();
    }
    m_steps = pieces == 0 ? 0 : std::max<std::int64_t>(1, pieces / m_options.rows);
}

void Streams::beginPass(std::int64_t pass) {
    m_pass = pass;
    std::vector<std::size_t> order(m_songs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    nn::Random random(nn::mix(m_options.seed, kOrder, static_cast<std::uint64_t>(pass)));
    for (auto i = std::ssize(order); i > 1; --i)
        std::swap(order[static_cast<std::size_t>(i - 1)],
                  order[static_cast<std::size_t>(random.below(i))]);
    m_places.clear();
    for (const auto song : order)
        for (std::int64_t piece = 0; piece < m_lengths[song]; ++piece)
            m_places.push_back({song, piece * m_options.length});
}

const Visit& Streams::visit(std::size_t row, std::size_t song) {
    auto& open = m_open[row];
    if (open.visit && open.song == song && open.pass == m_pass) return *open.visit;
    nn::Random random(
        nn::mix(m_options.seed, nn::mix(kVisit, static_cast<std::uint64_t>(m_pass)), song));
    const auto shift = m_options.transpose ? static_cast<int>(random.below(12)) - 6 : 0;
    const auto bars = transposed(m_songs[song].bars, shift);
    const auto known = drawKnown(bars, m_options.shares, random);
    open = {song, m_pass, std::make_unique<Visit>(visitOf(bars, known, m_options.choice))};
    return *open.visit;
}

Streams::Step Streams::at(std::int64_t step) {
    if (step / m_steps != m_pass) beginPass(step / m_steps);
    const auto inPass = step % m_steps;
    nn::Random random(nn::mix(m_options.seed, kForget, static_cast<std::uint64_t>(step)));
    std::vector<Piece> pieces;
    auto carried = torch::zeros({m_options.rows, 1});
    for (std::int64_t row = 0; row < m_options.rows; ++row) {
        const auto index = static_cast<std::size_t>(row * m_steps + inPass);
        const bool forgotten = random.uniform() < kForgotten;
        if (index >= m_places.size()) {
            pieces.push_back({});
            continue;
        }
        const auto& place = m_places[index];
        const auto& open = visit(static_cast<std::size_t>(row), place.song);
        pieces.push_back(place.from < open.size() ? Piece{&open, place.from} : Piece{});
        if (place.from > 0 && inPass > 0 && !forgotten) carried[row] = 1;
    }
    return {batchOf(pieces, m_options.length), carried};
}

} // namespace contrafact::models::bar_rnn
