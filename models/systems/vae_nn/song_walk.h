// SPDX-License-Identifier: GPL-3.0-or-later
// A walk from segment to segment as songs go on. Networks trained on squared error predict the mean
// of all that may follow, and a walk over means ends in a drone; so what follows is drawn: among
// training segments near to where the walk is one is chosen, and what follows it there is mixed
// with what the networks predict.
#pragma once

#include "models/systems/vae_nn/bank.h"
#include "models/systems/vae_nn/walk.h"

#include <array>
#include <deque>
#include <vector>

namespace contrafact::models::vae_nn {

/// Where a walk is. Shapes: F families, K latent size.
struct Place {
    torch::Tensor z;                                ///< [F, K]
    std::array<float, encoding::kFamilies> cells{}; ///< how many sound; 0: the family is silent

    bool plays(std::size_t family) const { return cells[family] > 0; }
};

class SongWalk {
public:
    /// @param seed of all that this walk draws
    SongWalk(const Model& model, const WalkControls& controls, std::uint64_t seed);

    /// A place in the bank to start from: three families and more play and go on.
    Place start() const;
    /// The walk stays near the instruments and the density of what it set out from.
    void setOut(const Place& from);
    /// What comes after `here`. `songs` is what it is drawn from: the model's bank or a style's.
    Place next(const Place& here, const Bank& songs, std::uint64_t turn);

private:
    std::int64_t draw(const Place& here, const Bank& songs, bool drums, std::uint64_t seed);
    torch::Tensor distances(const Place& here, const Bank& songs, bool drums,
                            const torch::Tensor& noise) const;
    torch::Tensor predicted(const torch::Tensor& z, std::uint64_t seed) const;

    const Model& m_model;
    WalkControls m_controls;
    Walk m_networks;
    std::uint64_t m_seed;
    torch::Tensor m_deviation; ///< [F, K] of the bank's latents
    Place m_origin;
    std::deque<std::pair<const Bank*, std::int64_t>> m_recent;
};

} // namespace contrafact::models::vae_nn
