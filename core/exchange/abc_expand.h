// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/abc_tune.h"
#include "core/score/score.h"

namespace contrafact::exchange::abc {

/// A tune as a score.
struct Played {
    score::Score score;
    bool whole = true; ///< else it has more than kMostPlayed notes, and the rest is left out
};

/// A few lines of repeats of repeats can ask for more notes than a machine can hold.
inline constexpr std::size_t kMostPlayed = 1'000'000;

/// Plays a tune into a score: repeats are expanded with their endings, ties joined, one track a
/// voice. Meter, key and tempo are those of the first voice. A first bar that is not full is a bar
/// of its own.
Played playTune(const Tune& tune);

} // namespace contrafact::exchange::abc
