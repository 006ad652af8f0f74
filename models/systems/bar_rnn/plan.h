// SPDX-License-Identifier: GPL-3.0-or-later
// A request as the network understands it: which bars, what stands before them, what is known.
#pragma once

#include "models/api/generation.h"
#include "models/systems/bar_rnn/known.h"

#include <vector>

namespace contrafact::models::bar_rnn {

struct Plan {
    score::Score like;                     ///< tempo, meter and ticks of the result
    std::vector<encoding::NoteBar> before; ///< bars that the network knows and does not write
    std::vector<encoding::BarSpan> spans;  ///< the bars to compose
    Known known;                           ///< of `before`, then of `spans`, then of what follows
    std::vector<int> chords;               ///< of `spans`, -1 where open; may be shorter
};

Plan planOf(const GenerationRequest& request);

} // namespace contrafact::models::bar_rnn
