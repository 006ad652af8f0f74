// SPDX-License-Identifier: GPL-3.0-or-later
// What new music takes from the songs that a model has learned from, beside the network.
#pragma once

#include "models/systems/bar_rnn/arrangement.h"
#include "models/systems/bar_rnn/harmony.h"

namespace contrafact::models::bar_rnn {

struct Manner {
    Harmony harmony;
    Arrangements arrangements;
};

} // namespace contrafact::models::bar_rnn
