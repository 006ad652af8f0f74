// SPDX-License-Identifier: GPL-3.0-or-later
// What Liu & Huo's three systems share besides their discriminator: real pieces are windows of one
// instrument's roll. A system brings its generator.
#pragma once

#include "models/compose/roll_code.h"
#include "models/train/system.h"

#include <memory>

namespace contrafact::models::train {

/// By the groups of api/roll_specs.h. The code learns its vocabulary from the songs.
std::unique_ptr<TrainableSystem> makeRollTraining(const Context& context,
                                                  std::shared_ptr<nn::PieceGenerator> generator,
                                                  const std::shared_ptr<compose::RollCode>& code);

} // namespace contrafact::models::train
