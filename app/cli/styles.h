// SPDX-License-Identifier: GPL-3.0-or-later
// Styles as they are named on the command line: songs, or what was learned of them.
#pragma once

#include "app/cli/interrupt.h"
#include "models/api/generation.h"

#include <string>
#include <vector>

namespace contrafact::app {

inline constexpr auto kStyleHelp =
    "WHERE:WEIGHT, songs that lend their style (a folder, a corpus) or a style that learn-style "
    "wrote; may be given several times";

/// All songs of a corpus or folder.
Result<std::vector<score::Score>> openSongs(const std::string& where, const Interrupt& interrupt);
/// Each "WHERE:WEIGHT"; without a weight it is 1.
Result<std::vector<models::StyleSet>> openStyles(const std::vector<std::string>& texts,
                                                 const Interrupt& interrupt);

} // namespace contrafact::app
