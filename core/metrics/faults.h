// SPDX-License-Identifier: GPL-3.0-or-later
// What a listener would mend first in a piece, counted, so that of several pieces the best can be
// kept. Needs no songs to compare with: the ranges are those in which songs of many kinds lie.
#pragma once

#include "core/score/score.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace contrafact::metrics {

/// A figure of a piece outside of the range in which songs have it.
struct Fault {
    std::string_view metric; ///< its id
    std::size_t scope = 0;   ///< see kScopes
    double value = 0;        ///< what the piece has
    double weight = 0;       ///< how far outside, in steps of that figure; > 0
};

/// Of the first `bars` bars, in the order of a fixed list. Any thread.
std::vector<Fault> faultsOf(const score::Score& music, int bars);

/// The sum of their weights; much more than that of any music for silence.
double faultiness(const score::Score& music, int bars);

} // namespace contrafact::metrics
