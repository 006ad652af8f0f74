// SPDX-License-Identifier: GPL-3.0-or-later
// From a network's cells to notes: which cells sound, and where a held one is struck again. Cells
// of one family in patch order (core/encoding/patches.h).
#pragma once

#include "core/encoding/patches.h"
#include "models/compose/restriking.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace contrafact::models::compose {

/// The likeliest cells, as many as the probabilities add up to, times `factor`. Of equal ones the
/// first sound.
std::vector<bool> expectedCells(std::span<const float> probabilities, double factor);
std::vector<bool> cellsFrom(std::span<const float> outputs, double threshold);

/// How a family's sounding cells become notes.
struct Striking {
    const StrikeTable& table;
    bool again = true; ///< held cells are struck again as often as in the songs
    std::function<std::uint8_t(float output)> velocity; ///< 1..127
};
/// A drum cell is always a hit. `seed` decides where notes are struck again, all pitches of a step
/// together.
encoding::Cells struckCells(std::span<const float> outputs, const std::vector<bool>& sounding,
                            int family, const Striking& striking, std::uint64_t seed);

/// Cells as networks see them, in patch order: velocity / 127 or 1, 0 where nothing sounds.
void toInput(const encoding::Cells& cells, bool velocities, std::span<float> out);

} // namespace contrafact::models::compose
