// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/train/system.h"

#include <vector>

namespace contrafact::models::train {

/// Indices of the training songs, in the order of the corpus: so many as the key "num_files" says
/// (0: all), drawn by the seed.
std::vector<std::size_t> chosenSongs(const Context& context);

} // namespace contrafact::models::train
