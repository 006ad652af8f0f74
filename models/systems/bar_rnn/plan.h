// SPDX-License-Identifier: GPL-3.0-or-later
// A request as the network understands it: which bars, what stands before them, what is known.
#pragma once

#include "models/api/generation.h"
#include "models/systems/bar_rnn/known.h"
#include "models/systems/bar_rnn/manner.h"

#include <vector>

namespace contrafact::models::bar_rnn {

struct Plan {
    score::Score like;                       ///< tempo, meter and ticks of the result
    score::TickRange range;                  ///< of `like`, where notes are wanted
    std::vector<encoding::NoteBar> before;   ///< bars that the network knows and does not write
    std::vector<encoding::BarSpan> spans;    ///< the bars to compose
    Known known;                             ///< of `before`, then of `spans`, then of what follows
    std::vector<int> chords;                 ///< of `spans`, -1 where open; empty: all open
    std::array<Attributes, kFamilies> asked; ///< by the controls, of all `spans`
};

/// Music that has nothing pitched to go by, in an empty piece or to drums alone, has a key, phrases
/// with leads, arranged as songs are, chords where none are asked for, and an end; music that goes
/// on has the arrangement of the bars before and chords that follow theirs; unless the controls
/// leave that to the network. The error says what of the request cannot be read.
Result<Plan> planOf(const GenerationRequest& request, const Manner& manner);

} // namespace contrafact::models::bar_rnn
