// SPDX-License-Identifier: GPL-3.0-or-later
// Composing with a trained generator: latents to notes.
#pragma once

#include "models/api/generation.h"
#include "models/systems/dcgan/model.h"

#include <memory>

namespace contrafact::models::dcgan {

/// The model must live on the CPU; it is copied by reference to its weights.
std::unique_ptr<Composer> makeComposerOf(const Model& model, CheckpointInfo info);

} // namespace contrafact::models::dcgan
