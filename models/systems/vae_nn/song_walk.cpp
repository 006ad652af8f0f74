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
constexpr std::size_t kRecent = 2; ///< rows that were drawn last and are not drawn again

WalkControls withoutNoise(WalkControls controls) {
    controls.noiseSd = 0;
    return controls;
}

/// From the nearest row to the last of its neighbours; 0 where there are too few.
double reachOf(std::vector<float> apart) {
    const auto count = std::min<std::size_t>(kNeighbours, apart.size());
    if (count == 0) return 0;
    const auto last = apart.begin() + static_cast<std::ptrdiff_t>(count - 1);
    std::ranges::nth_element(apart, last);
    const double reach = *last - *std::min_element(apart.begin(), last + 1);
    return std::isfinite(reach) ? reach : 0;
}

} // namespace

SongWalk::SongWalk(const Model& model, const SongIndex& bank, const WalkControls& controls,
                   std::uint64_t seed)
    : m_bank(bank)
    , m_controls(controls)
    , m_networks(model, withoutNoise(controls))
    , m_seed(seed) {}

Place SongWalk::start() const {
    const auto& bank = m_bank.bank();
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

/// By distance, the more by chance the larger σ is; without noise the nearest.
std::int64_t SongWalk::draw(const Place& here, const SongIndex& songs, bool drums,
                            std::uint64_t seed) {
    auto generator = nn::generator(nn::mix(seed, kQueryNoise));
    const auto& deviation = m_bank.deviation();
    const double share =
        m_controls.noiseAt == NoiseAt::Output ? 0 : m_controls.noiseSd * kQueryShare;
    auto from = here;
    from.z = here.z + torch::randn(deviation.sizes(), generator) * deviation * share;
    auto apart = songs.distances(from, m_origin, drums);
    for (const auto& [index, row] : m_recent)
        if (index == &songs && songs.size() > 2 * static_cast<std::int64_t>(kRecent))
            apart[static_cast<std::size_t>(row)] = std::numeric_limits<float>::infinity();
    const double chance = m_controls.noiseSd / kUsualNoise * reachOf(apart) / std::log(kNeighbours);
    nn::Random random(seed);
    std::int64_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t row = 0; row < apart.size(); ++row) {
        const double gumbel = -std::log(-std::log(random.uniform() * (1 - 1e-12) + 1e-13));
        const double value = apart[row] - chance * gumbel;
        if (value >= least) continue;
        least = value;
        best = static_cast<std::int64_t>(row);
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

Place SongWalk::next(const Place& here, const SongIndex& index, std::uint64_t turn) {
    const auto& songs = index.bank();
    const auto row = draw(here, index, false, nn::mix(m_seed, kPitchedRow, turn)) + 1;
    const auto drumRow = draw(here, index, true, nn::mix(m_seed, kDrumRow, turn)) + 1;
    auto followed = songs.latents[row].clone();
    followed[encoding::kDrums] = songs.latents[drumRow][encoding::kDrums];
    Place place;
    place.z = kSongShare * followed + (1 - kSongShare) * predicted(here.z, nn::mix(m_seed, turn));
    if (m_controls.noiseAt != NoiseAt::Input) {
        auto generator = nn::generator(nn::mix(m_seed, kOutputNoise, turn));
        const auto& deviation = m_bank.deviation();
        place.z = place.z + torch::randn(deviation.sizes(), generator) * deviation *
                                (m_controls.noiseSd * kOutputShare);
    }
    for (int family = 0; family < encoding::kFamilies; ++family)
        place.cells[static_cast<std::size_t>(family)] =
            songs.cells[family == encoding::kDrums ? drumRow : row][family].item<float>();
    return place;
}

} // namespace contrafact::models::vae_nn
