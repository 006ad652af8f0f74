// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/generation.h"
#include "models/systems/bar_rnn/model.h"

#include <memory>

namespace contrafact::models::bar_rnn {

std::unique_ptr<Composer> makeComposerOf(const Model& model, CheckpointInfo info);

} // namespace contrafact::models::bar_rnn
