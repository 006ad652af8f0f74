// SPDX-License-Identifier: GPL-3.0-or-later
// Scores as bytes, for sessions, the clipboard and the corpus cache. Any thread.
#pragma once

#include "core/base/result.h"
#include "core/score/score.h"

#include <cstddef>
#include <span>
#include <vector>

namespace contrafact::score {

/// Versioned and sealed; note ids are kept.
std::vector<std::byte> encodeScore(const Score& score);
/// The error says whether the bytes are no score, damaged, or from a newer program.
Result<Score> decodeScore(std::span<const std::byte> bytes);

} // namespace contrafact::score
