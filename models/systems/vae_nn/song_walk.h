// SPDX-License-Identifier: GPL-3.0-or-later
// A walk from segment to segment as songs go on. Networks trained on squared error predict the mean
// of all that may follow, and a walk over means ends in a drone; so what follows is drawn: among
// training segments near to where the walk is one is chosen, and what follows it there is mixed
// with what the networks predict.
#pragma once

#include "models/systems/vae_nn/song_index.h"
#include "models/systems/vae_nn/walk.h"

#include <deque>
#include <utility>
#include <vector>

namespace contrafact::models::vae_nn {

class SongWalk {
public:
    /// @param bank the model's own
    /// @param seed of all that this walk draws
    SongWalk(const Model& model, const SongIndex& bank, const WalkControls& controls,
             std::uint64_t seed);

    /// A place in the bank to start from: three families and more play and go on.
    Place start() const;
    /// The walk stays near the instruments and the density of what it set out from.
    void setOut(const Place& from);
    /// What comes after `here`. `index` holds what it is drawn from: the model's bank or a style's.
    Place next(const Place& here, const SongIndex& index, std::uint64_t turn);

private:
    std::int64_t draw(const Place& here, const SongIndex& songs, bool drums, std::uint64_t seed);
    torch::Tensor predicted(const torch::Tensor& z, std::uint64_t seed) const;

    const SongIndex& m_bank;
    WalkControls m_controls;
    Walk m_networks;
    std::uint64_t m_seed;
    Place m_origin;
    std::deque<std::pair<const SongIndex*, std::int64_t>> m_recent;
};

} // namespace contrafact::models::vae_nn
