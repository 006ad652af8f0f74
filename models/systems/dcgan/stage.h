// SPDX-License-Identifier: GPL-3.0-or-later
// The one stage of this system: generator and discriminator against each other.
#pragma once

#include "models/systems/dcgan/model.h"
#include "models/train/system.h"

#include <memory>

namespace contrafact::models::dcgan {

std::unique_ptr<train::Stage> makeStage(const train::Context& context,
                                        const corpus::Stretches& stretches, Model& model);

/// The latents of the batch that is looked at all through the training: [100, 100].
torch::Tensor fixedNoise(std::uint64_t seed);

} // namespace contrafact::models::dcgan
