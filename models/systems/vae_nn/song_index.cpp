// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/vae_nn/song_index.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace contrafact::models::vae_nn {

namespace {

constexpr float kOtherInstruments = 2;  ///< distance of a family that begins or ends
constexpr float kOtherDensity = 0.5F;   ///< of e times as many or as few cells
constexpr double kLeastDeviation = 1e-3; ///< of a number that hardly differs between segments

std::vector<float> numbersOf(const torch::Tensor& values) {
    const auto flat = values.to(torch::kFloat32).contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

/// What a family does that should play at `meant` cells, by rows' log(1 + cells) that follow.
void addOtherwise(const std::vector<float>& following, float meant, std::vector<float>& sum) {
    const float wanted = std::log1p(meant);
    for (std::size_t row = 0; row < sum.size(); ++row) {
        const bool plays = following[row] > 0;
        if (plays != (meant > 0)) sum[row] += kOtherInstruments;
        if (plays && meant > 0) sum[row] += kOtherDensity * std::abs(following[row] - wanted);
    }
}

} // namespace

SongIndex::SongIndex(const Bank& bank, const torch::Tensor& deviation)
    : m_bank(bank)
    , m_deviation(deviation) {
    for (std::int64_t family = 0; family < encoding::kFamilies; ++family)
        m_families[static_cast<std::size_t>(family)] = rowsOf(family);
}

SongIndex::FamilyRows SongIndex::rowsOf(std::int64_t family) const {
    const auto latent = m_bank.latents.size(2);
    const auto cells = m_bank.cells.select(1, family);
    auto next = torch::zeros_like(cells);
    if (size() > 1) next.narrow(0, 0, size() - 1).copy_(cells.narrow(0, 1, size() - 1));
    FamilyRows rows;
    rows.latents =
        (m_bank.latents.select(1, family) / m_deviation[family].clamp_min(kLeastDeviation))
            .contiguous();
    rows.norm = numbersOf(rows.latents.square().sum(1) / latent);
    rows.sounds = numbersOf(cells > 0);
    rows.following = numbersOf(next.log1p());
    return rows;
}

/// |x - q|² / K by one product with all rows.
void SongIndex::addApart(const FamilyRows& rows, const torch::Tensor& query,
                         std::vector<float>& sum) const {
    const auto latent = static_cast<float>(query.numel());
    const auto products = rows.latents.mv(query);
    const auto* product = products.data_ptr<float>();
    const float own = query.square().sum().item<float>() / latent;
    for (std::size_t row = 0; row < sum.size(); ++row)
        sum[row] += rows.sounds[row] *
                    std::max(rows.norm[row] - 2 * product[row] / latent + own, 0.0F);
}

std::vector<float> SongIndex::distances(const Place& here, const Place& meant, bool drums) const {
    std::vector<float> sum(static_cast<std::size_t>(size()), 0.0F);
    for (std::size_t family = 0; family < encoding::kFamilies; ++family) {
        if ((family == encoding::kDrums) != drums) continue;
        const auto index = static_cast<std::int64_t>(family);
        if (here.plays(family))
            addApart(m_families[family],
                     here.z[index] / m_deviation[index].clamp_min(kLeastDeviation), sum);
        addOtherwise(m_families[family].following, meant.cells[family], sum);
    }
    for (std::size_t row = 0; row < sum.size(); ++row)
        if (!m_bank.follows[row]) sum[row] = std::numeric_limits<float>::infinity();
    return sum;
}

} // namespace contrafact::models::vae_nn
