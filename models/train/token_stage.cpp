// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/token_stage.h"

#include "models/nn/random.h"
#include "models/train/likelihood_stage.h"

#include <algorithm>
#include <span>
#include <stdexcept>

namespace contrafact::models::train {

namespace {

enum TokenStream : std::uint64_t { kTokenWeights = 16, kTokenDropout };

constexpr std::size_t kOpenings = 256, kOpeningTokens = 8;
constexpr std::size_t kHeldTokens = 1024; ///< read in one go; longer songs begin anew
constexpr std::size_t kHeldRows = 16;
constexpr std::int64_t kNoTarget = -1;

using Tokens = std::span<const int>;

/// [rows, longest] int64; what a row lacks is kNoTarget.
torch::Tensor padded(const std::vector<Tokens>& rows, std::size_t longest) {
    auto all =
        torch::full({static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(longest)},
                    kNoTarget, torch::kInt64);
    auto* at = all.data_ptr<std::int64_t>();
    for (const auto& row : rows) {
        std::ranges::copy(row, at);
        at += longest;
    }
    return all;
}

/// Where examples lie in the songs.
class TokenWindows {
public:
    TokenWindows(const std::vector<TokenSong>& songs, std::size_t length, Cut cut);
    std::int64_t count() const { return static_cast<std::int64_t>(m_windows.size()); }
    /// [B, length + 1]: each row's tokens and the one after.
    torch::Tensor at(const torch::Tensor& examples, nn::Random& random) const;

private:
    struct Window {
        std::size_t begin, end; ///< `end`: of its song
    };
    std::size_t m_length;
    Cut m_cut;
    std::vector<int> m_tokens;
    std::vector<Window> m_windows;
};

TokenWindows::TokenWindows(const std::vector<TokenSong>& songs, std::size_t length, Cut cut)
    : m_length(length)
    , m_cut(cut) {
    const auto addWindows = [&](std::size_t begin) {
        for (; begin + 1 < m_tokens.size(); begin += length)
            m_windows.push_back({begin, m_tokens.size()});
    };
    for (const auto& song : songs) {
        const auto begin = m_tokens.size();
        m_tokens.insert(m_tokens.end(), song.tokens.begin(), song.tokens.end());
        if (cut == Cut::InSongs) addWindows(begin);
    }
    if (cut == Cut::Anywhere) addWindows(0);
}

torch::Tensor TokenWindows::at(const torch::Tensor& examples, nn::Random& random) const {
    const auto* which = examples.data_ptr<std::int64_t>();
    std::vector<Tokens> rows;
    for (std::int64_t i = 0; i < examples.numel(); ++i) {
        auto [begin, end] = m_windows[static_cast<std::size_t>(which[i])];
        if (m_cut == Cut::Anywhere) {
            begin += static_cast<std::size_t>(random.below(static_cast<std::int64_t>(m_length)));
            begin = std::min(begin, end - std::min(end, m_length + 1));
        }
        rows.push_back(Tokens(m_tokens).subspan(begin, std::min(m_length + 1, end - begin)));
    }
    return padded(rows, m_length + 1);
}

/// Held-out songs, each from its beginning; the longest first, so that rows of a batch are alike.
std::vector<Tokens> heldRows(const std::vector<TokenSong>& songs) {
    std::vector<Tokens> rows;
    for (const auto& song : songs)
        for (std::size_t begin = 0; begin + 1 < song.tokens.size(); begin += kHeldTokens)
            rows.push_back(
                Tokens(song.tokens)
                    .subspan(begin, std::min(kHeldTokens + 1, song.tokens.size() - begin)));
    std::ranges::stable_sort(rows, std::ranges::greater(), &Tokens::size);
    return rows;
}

/// What these systems add to a likelihood stage.
class TokenLesson {
public:
    TokenLesson(const Context& context, nn::TokenModel& model, TokenSongs songs, Cut cut,
                MoreValues more)
        : m_songs(std::move(songs))
        , m_more(std::move(more))
        , m_network(model.network)
        , m_device(context.device)
        , m_windows(m_songs.training,
                    static_cast<std::size_t>(context.params.integer("seq_length")), cut)
        , m_figures(m_network->options.vocabulary, m_songs) {}

    std::int64_t count() const { return m_windows.count(); }
    Loss loss(const Batch& batch);
    Validation validate();

private:
    torch::Tensor crossEntropy(const torch::Tensor& rows, std::int64_t reduction,
                               std::uint64_t dropoutSeed);

    double heldLoss(const std::vector<Tokens>& rows);

    TokenSongs m_songs;
    MoreValues m_more;
    nn::TokenNet m_network;
    torch::Device m_device;
    TokenWindows m_windows;
    TokenFigures m_figures;
};

torch::Tensor TokenLesson::crossEntropy(const torch::Tensor& rows, std::int64_t reduction,
                                        std::uint64_t dropoutSeed) {
    const auto length = rows.size(1) - 1;
    const auto given = rows.narrow(1, 0, length).clamp_min(0).to(m_device);
    const auto target = rows.narrow(1, 1, length).to(m_device);
    const auto logits = m_network(given, dropoutSeed);
    return torch::cross_entropy_loss(logits.flatten(0, 1), target.flatten(), {}, reduction,
                                     kNoTarget);
}

Loss TokenLesson::loss(const Batch& batch) {
    m_network->train();
    const auto rows = m_windows.at(batch.examples, batch.draws.random);
    const auto total =
        crossEntropy(rows, at::Reduction::Mean, nn::mix(batch.draws.position, kTokenDropout));
    return {total, {{"loss", total}, {"bits", total * m_figures.bitsPerNote(1)}}};
}

/// Nats per token.
double TokenLesson::heldLoss(const std::vector<Tokens>& rows) {
    double nats = 0, predicted = 0;
    for (std::size_t first = 0; first < rows.size(); first += kHeldRows) {
        const auto last = std::min(rows.size(), first + kHeldRows);
        const std::vector<Tokens> part(rows.begin() + static_cast<std::ptrdiff_t>(first),
                                       rows.begin() + static_cast<std::ptrdiff_t>(last));
        nats +=
            crossEntropy(padded(part, part.front().size()), at::Reduction::Sum, 0).item<double>();
        for (const auto& row : part) predicted += static_cast<double>(row.size()) - 1;
    }
    return nats / predicted;
}

Validation TokenLesson::validate() {
    m_network->eval();
    Validation found;
    if (m_more) found.values = m_more();
    const auto rows = heldRows(m_songs.held);
    if (rows.empty()) return found;
    const double loss = heldLoss(rows);
    const auto held = m_figures.held(loss);
    found.values.insert(found.values.end(), held.begin(), held.end());
    found.loss = loss;
    return found;
}

std::vector<WrittenSong> writtenSongs(const Context& context, const WriteSong& write) {
    std::vector<WrittenSong> written;
    for (const auto& song : context.corpus->songs) {
        if (context.stopRequested && context.stopRequested()) throw Stopped();
        written.push_back(write(song));
        if (written.back().tokens.empty())
            context.log(song.name + " is left out: it has nothing that this system reads");
    }
    return written;
}

std::vector<std::string> allTokens(const std::vector<WrittenSong>& songs) {
    std::vector<std::string> all;
    for (const auto& song : songs) all.insert(all.end(), song.tokens.begin(), song.tokens.end());
    return all;
}

/// Of songs from all over the corpus.
std::vector<std::vector<int>> openingsOf(const std::vector<TokenSong>& songs) {
    std::vector<std::vector<int>> openings;
    const auto count = std::min(kOpenings, songs.size());
    for (std::size_t i = 0; i < count; ++i) {
        const auto& tokens = songs[i * songs.size() / count].tokens;
        const auto length = std::min(kOpeningTokens, tokens.size());
        openings.emplace_back(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(length));
    }
    return openings;
}

} // namespace

TokenSongs readTokenSongs(const Context& context, nn::TokenModel& model, const WriteSong& write) {
    const auto written = writtenSongs(context, write);
    model.setTokens(allTokens(written));
    TokenSongs songs;
    for (std::size_t i = 0; i < written.size(); ++i) {
        auto& side = context.corpus->songs[i].validation ? songs.held : songs.training;
        if (!written[i].tokens.empty())
            side.push_back({model.find(written[i].tokens), written[i].notes});
    }
    if (std::ranges::none_of(songs.training,
                             [](const auto& song) { return song.tokens.size() > 1; }))
        throw std::runtime_error("the training songs have no notes that this system reads");
    model.openings = openingsOf(songs.training);
    context.log(std::to_string(songs.training.size()) + " training songs and " +
                std::to_string(songs.held.size()) + " held-out ones, " +
                std::to_string(model.names.size()) + " different tokens");
    return songs;
}

std::unique_ptr<Stage> makeTokenStage(const Context& context, nn::TokenModel& model,
                                      TokenSongs songs, Cut cut, MoreValues more) {
    nn::drawn(model.network, nn::mix(context.seed, kTokenWeights), context.device);
    return makeLikelihoodStage(
        likelihoodOf(
            std::make_shared<TokenLesson>(context, model, std::move(songs), cut, std::move(more)),
            model.network.ptr(), context.seed),
        LikelihoodOptions::from(context.params));
}

} // namespace contrafact::models::train
