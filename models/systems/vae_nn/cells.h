// SPDX-License-Identifier: GPL-3.0-or-later
// Between songs on the grid and the network's cells. Patch order: the 32 x 128 cells sorted by the
// blocks of 16 x 16, within them by blocks of 4 x 4, within those by step and pitch.
#pragma once

#include "core/encoding/segment.h"

#include <array>
#include <span>

namespace contrafact::models::vae_nn {

inline constexpr int kCells = encoding::kSteps * encoding::kPitches;
inline constexpr int kDrums = static_cast<int>(encoding::Family::Drums);

/// Where the cell (step, pitch) stands in patch order.
int patchIndex(int step, int pitch);
const std::array<std::int16_t, kCells>& patchOrder(); ///< [step * 128 + pitch] -> index

/// Writes one family's window of a song into `out` (zeroed here). `velocities`: cells hold
/// velocity / 127, otherwise 1. A drum hit fills its first cell only, however long it is held.
void fillWindow(const encoding::GridSong& song, int family, int step, int transpose,
                bool velocities, std::span<float> out);

} // namespace contrafact::models::vae_nn
