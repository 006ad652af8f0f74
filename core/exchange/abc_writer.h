// SPDX-License-Identifier: GPL-3.0-or-later
// Scores to ABC 2.1: one voice a track, bars, ties across bar lines, accidentals as the key asks.
// Reading it back gives the same notes for music on the grid (velocities are not written). Notes
// are rounded to the grid; where one pitch overlaps itself the earlier note ends at the later one.
#pragma once

#include "core/base/result.h"
#include "core/score/score.h"

#include <string>

namespace contrafact::exchange {

struct AbcWriteOptions {
    int reference = 1;        ///< the tune's number, after "X:"
    int stepsPerQuarter = 12; ///< the grid: sixteenths and triplets of eighths; a multiple of 4
};

/// The error says that there are no notes, or too many bars for a text (100 000).
Result<std::string> writeAbc(const score::Score& score, const AbcWriteOptions& = {});

} // namespace contrafact::exchange
