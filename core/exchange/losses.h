// SPDX-License-Identifier: GPL-3.0-or-later
// What a format cannot keep of some music, told before or after it is written. Any thread.
#pragma once

#include "core/score/score.h"

#include <filesystem>
#include <string>
#include <vector>

namespace contrafact::exchange {

/// A sentence for each kind of thing that writeMusic() would change or leave out in a file of that
/// name; nothing for formats that hold all of it.
std::vector<std::string> lossesIn(const std::vector<score::Score>& scores,
                                  const std::filesystem::path& path);

} // namespace contrafact::exchange
