// SPDX-License-Identifier: GPL-3.0-or-later
// The whole training of systems whose generator makes each piece of noise: pre-training where the
// system has such a stage, then the game. A system hands over two networks and its real pieces.
#pragma once

#include "models/compose/noise_pieces.h"
#include "models/train/adversarial.h"
#include "models/train/system.h"

#include <functional>
#include <memory>
#include <optional>

namespace contrafact::models::train {

struct NoiseGame {
    compose::NoiseModel model;
    std::shared_ptr<nn::PieceDiscriminator> discriminator;
    std::int64_t examples = 0;
    /// Those real pieces [B, ...], indices [B] below `examples`; both on the CPU.
    std::function<torch::Tensor(const torch::Tensor& indices)> real;
    /// Which cells of pieces [N, ...] sound (1) or not, [N, cells]; both on the CPU.
    std::function<torch::Tensor(const torch::Tensor& pieces)> cells;
    /// Pieces as they are played, with values that real ones have; in the same shape and without
    /// gradients. For "shown_pieces".
    std::function<torch::Tensor(const torch::Tensor& pieces)> played = {};
    /// The lowest value of cells that a sigmoid or tanh has squashed to this..1; nothing where
    /// pieces are numbers.
    std::optional<double> silence = {};
    Batches batches = Batches::Apart;
    double barsPerPiece = 1;
};

/// By the groups of api/adversarial_specs.h, "shown_pieces", "start" and, where pieces are cells,
/// "dense_start". A descriptor with two stages pre-trains in its first.
std::unique_ptr<TrainableSystem> makeNoiseTraining(const Context& context, NoiseGame game);

} // namespace contrafact::models::train
