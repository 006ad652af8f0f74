// SPDX-License-Identifier: GPL-3.0-or-later
// What one step of a stage draws at random: a function of the stage's seed and the step alone, so
// that a resumed run continues bit for bit.
#pragma once

#include "models/nn/random.h"
#include "models/nn/torch.h"

#include <cstdint>

namespace contrafact::models::train {

struct StepDraws {
    StepDraws(std::uint64_t seed, std::uint64_t stream, std::int64_t theStep)
        : step(theStep)
        , position(nn::mix(seed, stream, static_cast<std::uint64_t>(theStep)))
        , generator(nn::generator(position))
        , random(position) {}

    std::int64_t step;
    std::uint64_t position;  ///< for draws that are functions of a seed, such as nn::uniform()
    at::Generator generator; ///< torch's: noise, dropout
    nn::Random random;       ///< plain numbers: which songs, how far transposed
};

} // namespace contrafact::models::train
