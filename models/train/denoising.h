// SPDX-License-Identifier: GPL-3.0-or-later
// A generator trained alone before its game: it learns to clean music to which noise was added. For
// generators whose noise has as many numbers as a piece.
#pragma once

#include "models/nn/players.h"
#include "models/train/system.h"

#include <functional>
#include <memory>

namespace contrafact::models::train {

struct Denoising {
    std::shared_ptr<nn::PieceGenerator> generator; ///< on the training device
    std::uint64_t seed = 1;
    std::int64_t examples = 0;
    /// Those real pieces [B, ...], on the training device.
    std::function<torch::Tensor(const torch::Tensor& indices)> real;
};

/// By the keys "pretrain_epochs" (0: passed over) and "batch"; Adam at 0.001. Gives values for
/// pretrainingCurve(), "gradient_g" and "lr_g".
std::unique_ptr<Stage> makeDenoisingStage(Denoising system, const Params& params);

} // namespace contrafact::models::train
