// SPDX-License-Identifier: GPL-3.0-or-later
// Style songs, encoded once, and which of them each turn takes.
#pragma once

#include "models/api/generation.h"
#include "models/systems/vae_nn/song_index.h"
#include "models/systems/vae_nn/walk.h"

#include <list>
#include <memory>

namespace contrafact::models::vae_nn {

/// One song's window as network input, [1, F, cells].
torch::Tensor cellsAt(const encoding::GridSong& song, int step, bool velocities);

class Styles {
public:
    explicit Styles(const Model& model)
        : m_model(model) {}

    /// The latents that this turn mixes in, [1, F, K]: a segment of a set drawn by weight, or one
    /// for each instrument. Undefined when there is no style.
    torch::Tensor latents(const GenerationRequest& request, const Walk& walk, std::uint64_t turn);
    /// The songs that this turn follows: those of a set drawn by weight, with probability α, or
    /// null for the training songs.
    const SongIndex* songs(const GenerationRequest& request, const Walk& walk, double alpha,
                           std::uint64_t turn);

private:
    struct Encoded {
        std::weak_ptr<const std::vector<score::Score>> songs;
        torch::Tensor different; ///< [segments, F, K] exact duplicates would count twice
        std::unique_ptr<SongIndex> index; ///< null where nothing follows anything
    };
    const Encoded& encoded(const StyleSet& set, const Walk& walk);
    Encoded encode(const StyleSet& set, const Walk& walk) const;
    template<typename Usable>
    const Encoded* pick(const GenerationRequest& request, const Walk& walk, double chance,
                        Usable&& usable);

    const Model& m_model;
    std::list<Encoded> m_known; ///< the most recent last
};

} // namespace contrafact::models::vae_nn
