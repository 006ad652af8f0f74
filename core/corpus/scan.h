// SPDX-License-Identifier: GPL-3.0-or-later
// Which MIDI files lie below a folder. Doom's WAD archives count as folders: their lumps D_* are
// music, plain MIDI files in Freedoom. Any thread.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <vector>

namespace contrafact::corpus {

/// One MIDI file, by itself or inside an archive.
struct SourceFile {
    std::filesystem::path path; ///< what people see; inside an archive "freedoom1.wad:D_E1M1"
    std::filesystem::path file; ///< the file on the disk
    std::uint64_t offset = 0;   ///< bytes into `file`
    std::uint64_t size = 0;     ///< bytes
    std::int64_t modified = 0;  ///< the file's time of change, in the clock's own ticks
};

/// Every .mid, .midi, .kar and .rmi below `root` (recursively; links to folders are not followed)
/// and the music in every .wad, in no order. `root` may be such a file itself. What cannot be
/// looked into is left out; the error says why `root` cannot be read.
Result<std::vector<SourceFile>> scan(const std::filesystem::path& root, std::stop_token stop);

/// The song that `path` (of a SourceFile) names, with an archive's member found anew.
std::optional<SourceFile> findSource(const std::filesystem::path& path);

Result<std::vector<std::byte>> readSource(const SourceFile& source);

} // namespace contrafact::corpus
