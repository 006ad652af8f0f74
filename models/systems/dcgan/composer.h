// SPDX-License-Identifier: GPL-3.0-or-later
// Composing with a trained generator: latents, a walk between them, notes.
#pragma once

#include "models/api/generation.h"
#include "models/systems/dcgan/model.h"

#include <memory>
#include <vector>

namespace contrafact::models::dcgan {

/// The model must live on the CPU; it is copied by reference to its weights.
std::unique_ptr<Composer> makeComposerOf(const Model& model, CheckpointInfo info);

/// The latents of successive segments: [turns, 100].
torch::Tensor chainedLatents(const Params& controls, std::uint64_t seed, int turns);

} // namespace contrafact::models::dcgan
