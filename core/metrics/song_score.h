// SPDX-License-Identifier: GPL-3.0-or-later
// The one place where metrics take music out of a corpus.
#pragma once

#include "core/corpus/corpus.h"
#include "core/score/score.h"

namespace contrafact::metrics {

/// The song as its file has it, read anew; where that is not possible (any more), its grid.
score::Score scoreOf(const corpus::Song& song);

/// Notes on a grid as a score of a track per family that sounds, with the tempo and the meter of
/// `like`.
score::Score scoreOf(const encoding::GridSong& song, const score::Score& like, int stepsPerBeat);

} // namespace contrafact::metrics
