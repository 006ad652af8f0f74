// SPDX-License-Identifier: GPL-3.0-or-later
// What music is planned with that has nothing to go by: a key, phrases, who plays what, chords, an
// end.
#pragma once

#include "models/systems/bar_rnn/manner.h"
#include "models/systems/bar_rnn/plan.h"

namespace contrafact::models::bar_rnn {

/// There is nothing with a pitch to go by, neither before nor given in the bars or after them.
bool isNewMusic(const Plan& plan);

/// `plan` has what the controls ask for, `chords` among it; what they leave open is planned in the
/// manner of songs, unless the controls leave it to the network.
void planNewMusic(const GenerationRequest& request, const Manner& manner,
                  const std::vector<int>& chords, Plan& plan);

} // namespace contrafact::models::bar_rnn
