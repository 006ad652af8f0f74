// SPDX-License-Identifier: GPL-3.0-or-later
// Songs moved into one key, so that a small network need not learn music twelve times over and what
// it writes piece after piece stays in a key.
#pragma once

#include "core/score/score.h"
#include "models/api/params.h"

namespace contrafact::models::train {

/// Semitones that bring a song to C major or A minor, -6..5, by the key it is estimated to be in; 0
/// where "key" says that songs stay as written.
int semitonesToCommonKey(const score::Score& song, const Params& params);

} // namespace contrafact::models::train
