// SPDX-License-Identifier: GPL-3.0-or-later
// Which songs are the same music in another key or tempo. Compared are short runs of the top line:
// changes of pitch and ratios of times, which no transposition and no change of tempo or of note
// values touches. Pure; any thread.
#pragma once

#include "core/score/score.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace contrafact::corpus {

/// The smallest hashes of the song's runs, ascending: a fair sample of them that is the same
/// whatever else the song holds (Broder, "On the resemblance and containment of documents", 1997).
using Sketch = std::vector<std::uint64_t>;
inline constexpr std::size_t kSketchSize = 32;

Sketch sketchOf(const score::Score& score);

/// The share of runs that two songs have in common, estimated, 0..1. Songs of very few different
/// runs (scales, one repeated note) are alike only when all runs are.
double likeness(const Sketch& a, const Sketch& b);
/// From here on two songs count as one: variants of a folk tune lie below, copies near 1.
inline constexpr double kSameMusic = 0.5;

/// For each song the first one that is the same music; itself when there is none before it.
std::vector<std::size_t> sameMusic(std::span<const Sketch> sketches);

} // namespace contrafact::corpus
