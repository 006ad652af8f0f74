// SPDX-License-Identifier: GPL-3.0-or-later
// A bank made ready for looking up what is near and how it goes on, once for all requests. Shapes:
// N rows, F families, K latent size.
#pragma once

#include "models/systems/vae_nn/bank.h"

#include <array>
#include <vector>

namespace contrafact::models::vae_nn {

/// Where a walk is.
struct Place {
    torch::Tensor z;                                ///< [F, K]
    std::array<float, encoding::kFamilies> cells{}; ///< how many sound; 0: the family is silent

    bool plays(std::size_t family) const { return cells[family] > 0; }
};

class SongIndex {
public:
    /// @param deviation [F, K] in which distances are counted
    SongIndex(const Bank& bank, const torch::Tensor& deviation);

    const Bank& bank() const { return m_bank; }
    const torch::Tensor& deviation() const { return m_deviation; }
    std::int64_t size() const { return m_bank.size(); }

    /// By row: how far its latents are from `here`, and what follows it from the instruments and
    /// the density of `meant`; of the drums or of all others. Infinite where nothing follows.
    std::vector<float> distances(const Place& here, const Place& meant, bool drums) const;

private:
    struct FamilyRows {
        torch::Tensor latents;        ///< [N, K] in deviations
        std::vector<float> norm;      ///< their squared lengths over K
        std::vector<float> sounds;    ///< 1 where the family sounds in the row
        std::vector<float> following; ///< log(1 + cells) of the next row
    };
    FamilyRows rowsOf(std::int64_t family) const;
    void addApart(const FamilyRows& rows, const torch::Tensor& query,
                  std::vector<float>& sum) const;

    Bank m_bank;
    torch::Tensor m_deviation;
    std::array<FamilyRows, encoding::kFamilies> m_families;
};

} // namespace contrafact::models::vae_nn
