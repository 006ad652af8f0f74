// SPDX-License-Identifier: GPL-3.0-or-later
// What music is planned with that goes on from other music: the instruments play as they did, over
// chords that follow those before.
#pragma once

#include "models/systems/bar_rnn/manner.h"
#include "models/systems/bar_rnn/plan.h"

namespace contrafact::models::bar_rnn {

/// Something with a pitch stands before the bars, and neither in nor after them.
bool isGoingOn(const Plan& plan);

/// `plan` has what the controls ask for; what they leave open is planned after the bars before,
/// unless the controls leave it to the network.
void planGoingOn(const GenerationRequest& request, const Manner& manner, Plan& plan);

} // namespace contrafact::models::bar_rnn
