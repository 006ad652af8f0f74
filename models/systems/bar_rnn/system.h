// SPDX-License-Identifier: GPL-3.0-or-later
// The two doors of this system, called from the generated list of builders.
#pragma once

#include "models/train/system.h"

#include <memory>

namespace contrafact::models::bar_rnn {

std::unique_ptr<train::TrainableSystem> makeTraining(const train::Context& context);
std::unique_ptr<Composer> makeComposer(const TensorFile& file, const CheckpointInfo& info);

} // namespace contrafact::models::bar_rnn
