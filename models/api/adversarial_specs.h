// SPDX-License-Identifier: GPL-3.0-or-later
// What every adversarial system lets people set: the game's loss, its stabilisers and its two
// optimisers. models/train/adversarial.h reads these keys.
#pragma once

#include "models/api/descriptor.h"

#include <vector>

namespace contrafact::models {

/// Groups "Game" and "Optimisers".
std::vector<ParamSpec> adversarialSpecs();

/// Curves and panels of the game: losses, accuracies with their 50 % line, learning rates.
std::vector<PanelSpec> adversarialPanels();
std::vector<CurveSpec> adversarialCurves();

} // namespace contrafact::models
