// SPDX-License-Identifier: GPL-3.0-or-later
// Scores to Standard MIDI Files, format 1: a conductor track (tempo, meter, key, markers), then one
// track each with name, program, bank, volume and pan at tick 0. Reading it back gives the same
// notes.
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
