// SPDX-License-Identifier: GPL-3.0-or-later
// Chords and keys as people write them.
#pragma once

#include "core/base/result.h"

#include <span>
#include <string>
#include <vector>

namespace contrafact::models::bar_rnn {

/// "Am F C G" as classes of encoding::chordOf, one a bar; "-" leaves a bar open.
Result<std::vector<int>> chordsFrom(const std::string& text);
/// "Am F# - Bb", with "-" for an open bar: what chordsFrom() reads.
std::string chordText(std::span<const int> chords);

/// "Eb", "Am" to 2 * tonic + minor; -1 for what is no key.
int keyNamed(const std::string& name);

} // namespace contrafact::models::bar_rnn
