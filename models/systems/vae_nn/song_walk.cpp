// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/vae_nn/song_walk.h"

#include "models/nn/random.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace contrafact::models::vae_nn {

namespace {

enum WalkDraw : std::uint64_t {
    kStartRow = 11,
    kPitchedRow,
    kDrumRow,
    kQueryNoise,
    kOutputNoise,
    kPredict
};

constexpr double kSongShare = 0.8;    ///< of what followed in a song; the rest is predicted
constexpr double kQueryShare = 0.3;   ///< of the latents' deviation, at σ = 1
constexpr double kOutputShare = 0.15; ///< the same, on what is played
constexpr int kNeighbours = 8;        ///< as many rows are likely at σ = kUsualNoise
constexpr double kUsualNoise = 1.5;
constexpr double kOtherInstruments = 2; ///< distance of a family that begins or ends
constexpr double kOtherDensity = 0.5;   ///< of e times as many or as few cells
constexpr std::size_t kRecent = 2;      ///< rows that were drawn last and are not drawn again

/// Rows whose next row follows them; a float mask that is 0 there and infinite elsewhere.
torch::Tensor deadEnds(const Bank& songs) {
    auto mask = torch::zeros({songs.size()});
    auto* at = mask.data_ptr<float>();
    for (std::size_t i = 0; i < songs.follows.size(); ++i)
        if (!songs.follows[i]) at[i] = std::numeric_limits<float>::infinity();
    return mask;
}

/// What stands in the row after each row; the last one has itself.
torch::Tensor nextRows(const torch::Tensor& rows) {
    return torch::cat({rows.narrow(0, 1, rows.size(0) - 1), rows.narrow(0, rows.size(0) - 1, 1)});
}

WalkControls withoutNoise(WalkControls controls) {
    controls.noiseSd = 0;
    return controls;
}

} // namespace

SongWalk::SongWalk(const Model& model, const WalkControls& controls, std::uint64_t seed)
    : m_model(model)
    , m_controls(controls)
    , m_networks(model, withoutNoise(controls))
    , m_seed(seed)
    , m_deviation(model.bank.latents.std(0)) {}

Place SongWalk::start() const {
    const auto& bank = m_model.bank;
    const auto cells = bank.cells.contiguous();
    const auto playing = [&](std::int64_t row) {
        int count = 0;
        for (int family = 0; family < encoding::kFamilies; ++family)
            count += cells.data_ptr<float>()[row * encoding::kFamilies + family] > 0;
        return count;
    };
    std::vector<std::int64_t> rows;
    for (const int least : {3, 1, 0}) {
        for (std::int64_t row = 0; row + 1 < bank.size(); ++row)
            if (bank.follows[static_cast<std::size_t>(row)] && playing(row) >= least &&
                playing(row + 1) >= least)
                rows.push_back(row);
        if (!rows.empty()) break;
    }
    nn::Random random(nn::mix(m_seed, kStartRow));
    const auto row =
        rows[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(rows.size())))];
    Place place{bank.latents[row].clone(), {}};
    for (int family = 0; family < encoding::kFamilies; ++family)
        place.cells[static_cast<std::size_t>(family)] =
            std::max(cells.data_ptr<float>()[row * encoding::kFamilies + family],
                     cells.data_ptr<float>()[(row + 1) * encoding::kFamilies + family]);
    return place;
}

void SongWalk::setOut(const Place& from) {
    m_origin = from;
    m_recent.clear();
}

/// [N]: of each row's latents from where the walk is, and of what follows it from the walk's
/// instruments and density.
torch::Tensor SongWalk::distances(const Place& here, const Bank& songs, bool drums,
                                  const torch::Tensor& noise) const {
    auto sum = deadEnds(songs);
    const auto nextCells = nextRows(songs.cells);
    for (int family = 0; family < encoding::kFamilies; ++family) {
        if ((family == encoding::kDrums) != drums) continue;
        const auto index = static_cast<std::size_t>(family);
        const auto following = nextCells.select(1, family);
        if (here.plays(index)) {
            const auto query = here.z[family] + noise[family];
            const auto apart =
                ((songs.latents.select(1, family) - query) / m_deviation[family].clamp_min(1e-3))
                    .square()
                    .mean(1);
            sum = sum + apart * (songs.cells.select(1, family) > 0);
        }
        const bool meant = m_origin.plays(index);
        sum = sum + kOtherInstruments * ((following > 0) != meant);
        if (!meant) continue;
        const auto density = ((following + 1) / (m_origin.cells[index] + 1)).log().abs();
        sum = sum + kOtherDensity * density * (following > 0);
    }
    return sum;
}

/// By distance, the more by chance the larger σ is; without noise the nearest.
std::int64_t SongWalk::draw(const Place& here, const Bank& songs, bool drums, std::uint64_t seed) {
    auto generator = nn::generator(nn::mix(seed, kQueryNoise));
    auto noise = torch::randn(m_deviation.sizes(), generator) * m_deviation;
    noise = noise * (m_controls.noiseAt == NoiseAt::Output ? 0 : m_controls.noiseSd * kQueryShare);
    auto apart = distances(here, songs, drums, noise).contiguous();
    auto* values = apart.data_ptr<float>();
    for (const auto& [bank, row] : m_recent)
        if (bank == &songs && songs.size() > 2 * static_cast<std::int64_t>(kRecent))
            values[row] = std::numeric_limits<float>::infinity();
    const auto count = std::min<std::int64_t>(kNeighbours, songs.size());
    const auto near = std::get<0>(apart.topk(count, 0, /*largest=*/false));
    const double reach = near[count - 1].item<double>() - near[0].item<double>();
    const double chance = std::isfinite(reach)
                              ? m_controls.noiseSd / kUsualNoise * reach / std::log(kNeighbours)
                              : 0.0;
    nn::Random random(seed);
    std::int64_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::int64_t row = 0; row < songs.size(); ++row) {
        const double gumbel = -std::log(-std::log(random.uniform() * (1 - 1e-12) + 1e-13));
        const double value = values[row] - chance * gumbel;
        if (value >= least) continue;
        least = value;
        best = row;
    }
    m_recent.emplace_back(&songs, best);
    while (m_recent.size() > kRecent) m_recent.pop_front();
    return best;
}

/// [F, K] by MelodyNN and the ConditionalNNs, without noise: that is the walk's.
torch::Tensor SongWalk::predicted(const torch::Tensor& z, std::uint64_t seed) const {
    auto generator = nn::generator(nn::mix(seed, kPredict));
    return m_networks.next(z.unsqueeze(0), {}, {}, generator)[0];
}

Place SongWalk::next(const Place& here, const Bank& songs, std::uint64_t turn) {
    const auto row = draw(here, songs, false, nn::mix(m_seed, kPitchedRow, turn)) + 1;
    const auto drumRow = draw(here, songs, true, nn::mix(m_seed, kDrumRow, turn)) + 1;
    auto followed = songs.latents[row].clone();
    followed[encoding::kDrums] = songs.latents[drumRow][encoding::kDrums];
    Place place;
    place.z = kSongShare * followed + (1 - kSongShare) * predicted(here.z, nn::mix(m_seed, turn));
    if (m_controls.noiseAt != NoiseAt::Input) {
        auto generator = nn::generator(nn::mix(m_seed, kOutputNoise, turn));
        place.z = place.z + torch::randn(m_deviation.sizes(), generator) * m_deviation *
                                (m_controls.noiseSd * kOutputShare);
    }
    for (int family = 0; family < encoding::kFamilies; ++family)
        place.cells[static_cast<std::size_t>(family)] =
            songs.cells[family == encoding::kDrums ? drumRow : row][family].item<float>();
    return place;
}

} // namespace contrafact::models::vae_nn
