// SPDX-License-Identifier: GPL-3.0-or-later
// What a listener would miss in a few bars, as a number: takes of them are compared by it.
#pragma once

#include "models/systems/bar_rnn/known.h"

#include <span>

namespace contrafact::models::bar_rnn {

/// Bars [first, first + bars.size()) of what is composed, given notes among them. 0: nothing is
/// wrong; each family that is missing and each wish that is missed by a class adds about 1.
double faultsOf(std::span<const encoding::NoteBar> bars, const Known& known, int first);

} // namespace contrafact::models::bar_rnn
