// SPDX-License-Identifier: GPL-3.0-or-later
// When a held cell is struck again. Networks that see only which cells sound cannot know it; how
// often songs do it, by family and place in the bar, is measured and drawn from.
#pragma once

#include "core/corpus/windows.h"

#include <array>

namespace contrafact::models::compose {

/// Shares 0..1 of held cells that are struck again, [family][step of a 4/4 bar].
using StrikeTable = std::array<std::array<float, encoding::kStepsPerBar>, encoding::kFamilies>;

/// Measured on the training songs.
StrikeTable strikeTable(const corpus::Stretches& stretches);

} // namespace contrafact::models::compose
