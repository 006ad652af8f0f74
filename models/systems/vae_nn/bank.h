// SPDX-License-Identifier: GPL-3.0-or-later
// The training songs as latents, four bars a row: to start from, to draw what comes next from, and
// to draw the latent map with. Shapes: N rows, F families (5), K latent size.
#pragma once

#include "core/encoding/patches.h"
#include "models/api/checkpoint.h"
#include "models/nn/torch.h"

#include <cstdint>
#include <string>
#include <vector>

namespace contrafact::models::vae_nn {

struct Bank {
    torch::Tensor latents;          ///< [N, F, K]
    torch::Tensor cells;            ///< [N, F] how many cells sound; empty where that is not known
    std::vector<std::int64_t> song; ///< by row: index into songs
    std::vector<std::string> songs;
    /// By row: the next row is the next four bars of the song.
    std::vector<std::uint8_t> follows;

    static Bank empty(std::int64_t latent);
    std::int64_t size() const { return latents.size(0); }
    /// It knows what follows what. Banks of older checkpoints do not.
    bool walkable() const;

    /// Latents of families that sound, a byte a number; the others' are `silent` [F, K].
    void save(TensorFile& file) const;
    void load(const TensorFile& file, const torch::Tensor& silent);
};

} // namespace contrafact::models::vae_nn
