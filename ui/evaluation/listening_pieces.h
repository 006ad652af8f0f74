// SPDX-License-Identifier: GPL-3.0-or-later
// What a blind listening test plays: takes, with excerpts of real songs among them. Pure.
#pragma once

#include "core/corpus/corpus.h"
#include "core/session/session.h"

#include <cstdint>
#include <string>
#include <vector>

namespace contrafact::ui {

struct BlindPiece {
    std::string name;   ///< the same in every test of these takes and songs
    std::string source; ///< the model that composed it, or "real music"
    score::Score score;
};

/// The takes and `excerpts` pieces of held-out songs that are as long as most of them, in an order
/// that `seed` draws; which excerpts they are does not depend on it, so that listeners hear the
/// same. `real` may be null: no excerpts then.
std::vector<BlindPiece> blindPieces(const std::vector<const session::Take*>& takes,
                                    const corpus::Corpus* real, int excerpts, std::uint64_t seed);

} // namespace contrafact::ui
