// SPDX-License-Identifier: GPL-3.0-or-later
// A segment's cells in patch order: the 32 x 128 cells of one family sorted by blocks of 16 x 16,
// within them by blocks of 4 x 4, within those by step and pitch. Convolutions whose stride is
// their kernel then are matrix products on views (models/nn/patches.h).
#pragma once

#include "core/encoding/segment.h"

#include <array>
#include <span>

namespace contrafact::encoding {

inline constexpr int kPatchCells = kSteps * kPitches;
inline constexpr int kAllPatchCells = kFamilies * kPatchCells;

/// Where the cell (step, pitch) stands in patch order.
int patchIndex(int step, int pitch);
const std::array<std::int16_t, kPatchCells>& patchOrder(); ///< [step * 128 + pitch] -> index

/// Writes one family's window of a song into `out` (zeroed here). `velocities`: cells hold
/// velocity / 127, otherwise 1. A drum hit fills its first cell only, however long it is held.
void fillPatches(const GridSong& song, int family, int step, int transpose, bool velocities,
                 std::span<float> out);
/// All families of a window one after the other, as they are.
void fillPatches(const GridSong& song, int step, bool velocities,
                 std::span<float, kAllPatchCells> out);

} // namespace contrafact::encoding
