// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/generation.h"
#include "models/systems/melody_harmony_cnn/model.h"

#include <memory>

namespace contrafact::models::melody_harmony_cnn {

std::unique_ptr<Composer> makeComposerOf(Model model, CheckpointInfo info);

} // namespace contrafact::models::melody_harmony_cnn
