// SPDX-License-Identifier: GPL-3.0-or-later
// A place of a piece, or what is gone on from, as a plan.
#pragma once

#include "models/systems/bar_rnn/plan.h"

namespace contrafact::models::bar_rnn {

/// What stands before, in and after the place, what of it is given and what is open.
void readPlace(const Place& place, Plan& plan);

/// Bars after the music that is gone on from, in its tempo and meter, or from nothing.
void readOpening(const GenerationRequest& request, Plan& plan);

} // namespace contrafact::models::bar_rnn
