// SPDX-License-Identifier: GPL-3.0-or-later
// Segments of a SongWalk as notes, one after the other.
#pragma once

#include "core/encoding/segment.h"
#include "models/compose/velocities.h"
#include "models/systems/vae_nn/song_walk.h"

#include <cstdint>
#include <vector>

namespace contrafact::models::vae_nn {

class SongComposer {
public:
    /// @param bank the model's own, which outlives this
    SongComposer(const Model& model, const SongIndex& bank, const WalkControls& controls,
                 std::uint64_t seed);

    /// A place of the bank, where no music comes before.
    void start();
    /// Goes on from the end of music: its last segment as network input [1, F, cells].
    void startFrom(const torch::Tensor& cells);

    /// The next four bars. `offset` [K] is added to the piano's latent; or undefined.
    encoding::Segment next(const SongIndex& songs, const torch::Tensor& offset);
    /// [F, K] of the segment made last: half of what was meant, half of what is heard in it.
    const torch::Tensor& z();

private:
    using Sounding = std::array<std::vector<bool>, encoding::kFamilies>; ///< [step * 128 + pitch]

    Sounding compose(const SongIndex& songs, const torch::Tensor& offset);
    std::vector<bool> sounding(const torch::Tensor& z, std::size_t family, float cells) const;
    std::vector<bool> decoded(const torch::Tensor& z, std::size_t family, float cells) const;
    torch::Tensor encoded(const std::vector<bool>& cells, std::size_t family) const;
    encoding::Cells played(const std::vector<bool>& cells, std::size_t family);
    bool returns() const;

    const Model& m_model;
    WalkControls m_controls;
    Walk m_networks;
    SongWalk m_walk;
    std::uint64_t m_seed;
    compose::VelocityPattern m_velocities;
    Place m_here;
    Sounding m_unheard; ///< the segment made last, while m_here.z is only what was meant
    std::vector<Sounding> m_before; ///< all segments so far
};

/// Lets a note that is struck again end before: fingers leave a key to strike it. Of music that
/// cells gave, in which repeated notes touch.
void articulate(score::Score& score);

} // namespace contrafact::models::vae_nn
