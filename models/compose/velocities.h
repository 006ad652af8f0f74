// SPDX-License-Identifier: GPL-3.0-or-later
// How loud songs play, by family and place in the bar, for networks that know only which cells
// sound.
#pragma once

#include "core/corpus/windows.h"
#include "models/nn/random.h"

#include <array>
#include <cstdint>

namespace contrafact::models::compose {

struct Loudness {
    float mean = 0; ///< velocity; 0 where nothing is known
    float deviation = 0;
};
/// [family][step of a 4/4 bar]
using VelocityTable = std::array<std::array<Loudness, encoding::kStepsPerBar>, encoding::kFamilies>;

/// Measured on the training songs; a step without notes has its family's mean.
VelocityTable velocityTable(const corpus::Stretches& stretches);

/// Velocities of one piece: each place of the bar keeps its accent through the piece, each onset
/// trembles a little around it.
class VelocityPattern {
public:
    VelocityPattern(const VelocityTable& table, std::uint64_t seed)
        : m_table(table)
        , m_seed(seed) {}
    /// Of what begins at `step` of the piece; 1..127. Notes that begin together are alike.
    std::uint8_t at(std::size_t family, std::int64_t step) const;

private:
    const VelocityTable& m_table;
    std::uint64_t m_seed;
};

} // namespace contrafact::models::compose
