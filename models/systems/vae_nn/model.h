// SPDX-License-Identifier: GPL-3.0-or-later
// What a checkpoint of this system holds besides weights: statistics that composing needs, and a
// bank of training segments to start from and to draw the latent map with.
#pragma once

#include "models/api/checkpoint.h"
#include "models/compose/choosing.h"
#include "models/compose/velocities.h"
#include "models/systems/vae_nn/bank.h"
#include "models/systems/vae_nn/network.h"

#include <string>
#include <vector>

namespace contrafact::models::vae_nn {

inline constexpr std::size_t kLatentNets = encoding::kFamilies; ///< melody, then four conditionals

/// How a latent net's predictions are spread, so that they can be stretched to that of real ones.
struct Spread {
    torch::Tensor center;  ///< [K]
    torch::Tensor stretch; ///< [K], >= 1
};

struct Statistics {
    /// Cells that sound per cell that the network expects, calibrated on composed music.
    std::array<float, encoding::kFamilies> density{1, 1, 1, 1, 1};
    compose::StrikeTable strikes{};
    compose::VelocityTable velocities{};
    std::array<Spread, kLatentNets> spreads;
};

struct Model {
    explicit Model(const Params& trainingParams);
    void save(TensorFile& file) const;
    void load(const TensorFile& file);
    /// Network input from cells that hold velocities, and output as 0..1.
    bool gaussian() const { return m_gaussian; }
    /// The latents of silence, [F, K].
    torch::Tensor silence() const;

    /// Whether a network has been trained, if only in part: those of a run that was stopped early
    /// have not all been.
    bool hasVae(std::size_t family) const { return family < begun; }
    bool hasLatentNet(std::size_t net) const { return encoding::kFamilies + net < begun; }

    Networks nets;
    Statistics statistics;
    Bank bank;
    std::size_t begun = 2 * encoding::kFamilies; ///< stages

private:
    bool m_gaussian;
};

} // namespace contrafact::models::vae_nn
