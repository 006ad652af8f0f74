// SPDX-License-Identifier: GPL-3.0-or-later
// Composing with a trained model: the music before, styles, walk, notes.
#pragma once

#include "models/api/generation.h"
#include "models/systems/vae_nn/walk.h"

#include <memory>
#include <vector>

namespace contrafact::models::vae_nn {

/// The model must live on the CPU; it is copied by reference to its weights.
std::unique_ptr<Composer> makeComposerOf(const Model& model, CheckpointInfo info);

} // namespace contrafact::models::vae_nn
