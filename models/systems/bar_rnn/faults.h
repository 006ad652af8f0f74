// SPDX-License-Identifier: GPL-3.0-or-later
// What a listener would miss in a few bars, as a number: takes of them are compared by it.
#pragma once

#include "models/systems/bar_rnn/known.h"

#include <span>
#include <string>
#include <vector>

namespace contrafact::models::bar_rnn {

/// Bars [first, first + bars.size()) of what is composed, given notes among them; `before` are
/// those before them. 0: nothing is wrong; each family that is missing adds 2, each wish that is
/// missed by a class about 1, and so do bars that say the same for the third time.
double faultsOf(std::span<const encoding::NoteBar> bars, const Known& known, int first,
                std::span<const encoding::NoteBar> before = {});

/// What was asked of an instrument that is open and did not come, a sentence each: "The bass plays
/// more than was asked". `bars` are composed ones.
std::vector<std::string> missedWishes(std::span<const encoding::NoteBar> bars,
                                      const std::array<bool, kFamilies>& open,
                                      const std::array<Attributes, kFamilies>& asked);

} // namespace contrafact::models::bar_rnn
