// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/systems/bar_rnn/model.h"
#include "models/train/system.h"

#include <memory>

namespace contrafact::models::bar_rnn {

/// Trains model.network on the context's corpus and measures model.manner on it. `model` must
/// outlive the stage.
std::unique_ptr<train::Stage> makeStage(const train::Context& context, Model& model);

} // namespace contrafact::models::bar_rnn
