// SPDX-License-Identifier: GPL-3.0-or-later
// Scores to Standard MIDI Files, format 1: a conductor track (tempo, meter, key, markers), then one
// track each. What a file carried when it was read is written as it came, in its order at each
// tick, unless it was changed since; what nothing says of a track's sound stands at tick 0. Reading
// it back gives the same notes and the same events.
#pragma once

#include "core/base/result.h"
#include "core/score/score.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace contrafact::midi {

struct WriteOptions {
    std::string provenance; ///< written as a text event at tick 0 when not empty
};

std::vector<std::byte> write(const score::Score& score, const WriteOptions& = {});
/// Atomic: an existing file is replaced only by a complete new one.
Result<void> writeFile(const score::Score& score, const std::filesystem::path& path,
                       const WriteOptions& = {});

} // namespace contrafact::midi
