// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/generation.h"
#include "models/systems/midi_gan/model.h"

#include <memory>

namespace contrafact::models::midi_gan {

std::unique_ptr<Composer> makeComposerOf(Model model, CheckpointInfo info);

} // namespace contrafact::models::midi_gan
