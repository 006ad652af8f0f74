// SPDX-License-Identifier: GPL-3.0-or-later
// What a checkpoint of this system holds: the generator and what turns its outputs into notes.
#pragma once

#include "models/api/checkpoint.h"
#include "models/systems/dcgan/cells.h"
#include "models/systems/dcgan/network.h"

namespace contrafact::models::dcgan {

inline constexpr std::int64_t kSliders = 8;

struct Model {
    explicit Model(const Params& trainingParams);
    void save(TensorFile& file) const;
    void load(const TensorFile& file);

    /// Probabilities of cells: [B, 100] -> [B, cells], on the CPU.
    torch::Tensor outputs(const torch::Tensor& z) const;

    Generator generator;
    Statistics statistics;
};

/// Directions in z along which the generator's early activations vary most: their first principal
/// components, regressed back onto z, as GANSpace (Härkönen et al. 2020) finds them. Orthonormal,
/// [kSliders, 100]; a step of 1 along one is a standard deviation of z. The same for the same
/// weights.
torch::Tensor sliderDirections(const Model& model);

} // namespace contrafact::models::dcgan
