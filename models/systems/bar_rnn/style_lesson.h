// SPDX-License-Identifier: GPL-3.0-or-later
// Learning a style: a few hundred steps over a few songs in which only the style's numbers move.
#pragma once

#include "models/systems/bar_rnn/style.h"

namespace contrafact::models::bar_rnn {

/// The last quarter of every song that is long enough is not learned from; the numbers kept are
/// those under which it is likeliest, or none at all where nothing helped.
Result<LearnedStyle> learnStyle(const Model& model, const std::vector<score::Score>& songs,
                                const StyleLesson& lesson, std::stop_token stop);

} // namespace contrafact::models::bar_rnn
