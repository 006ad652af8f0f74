// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/abc_tune.h"
#include "core/score/score.h"

namespace contrafact::exchange::abc {

/// Plays a tune into a score: repeats are expanded with their endings, ties joined, one track a
/// voice. Meter, key and tempo are those of the first voice. A first bar that is not full is a bar
/// of its own.
score::Score toScore(const Tune& tune);

} // namespace contrafact::exchange::abc
