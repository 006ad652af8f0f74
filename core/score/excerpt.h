// SPDX-License-Identifier: GPL-3.0-or-later
// A part of a piece as a piece of its own. Pure; any thread.
#pragma once

#include "core/score/score.h"

namespace contrafact::score {

/// What sounds in `range`, moved to tick 0; notes are cut at its ends and keep their ids. All
/// tracks are there with their infos, silent ones too. Tempo, meter and key are those of the range
/// with their changes, and bar lines stay where they were: where the range begins in mid-bar, the
/// first bar is as short as what is left of it.
Score excerpt(const Score& score, TickRange range);

} // namespace contrafact::score
