// SPDX-License-Identifier: GPL-3.0-or-later
// Between songs on the grid and the network's cells. Patch order: the 32 x 128 cells sorted by the
// blocks of 16 x 16, within them by blocks of 4 x 4, within those by step and pitch.
#pragma once

#include "core/corpus/corpus.h"
#include "core/roll/segment.h"

#include <array>
#include <span>
#include <vector>

namespace contrafact::models::vae_nn {

inline constexpr int kCells = roll::kSteps * roll::kPitches;

/// Where the cell (step, pitch) stands in patch order.
int patchIndex(int step, int pitch);
const std::array<std::int16_t, kCells>& patchOrder(); ///< [step * 128 + pitch] -> index

/// Writes one family's window of a song into `out` (zeroed here). `velocities`: cells hold
/// velocity / 127, otherwise 1. A drum hit fills its first cell only, however long it is held.
void fillWindow(const roll::GridSong& song, int family, int step, int transpose, bool velocities,
                std::span<float> out);

/// How often a held cell is struck again, by family and step of the bar: what the network, which
/// sees sounding cells only, cannot know.
using StrikeTable = std::array<std::array<float, 8>, roll::kFamilies>;
StrikeTable strikeTable(const corpus::Corpus& corpus);

} // namespace contrafact::models::vae_nn
