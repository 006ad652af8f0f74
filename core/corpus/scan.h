// SPDX-License-Identifier: GPL-3.0-or-later
// Which files of music lie below a folder. Doom's WAD archives count as folders: their lumps D_*
// are music, plain MIDI files in Freedoom. Any thread.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace contrafact::corpus {

/// One file of music, by itself or inside a WAD.
struct SourceFile {
    std::filesystem::path path; ///< what people see; inside an archive "freedoom1.wad:D_E1M1"
    std::filesystem::path file; ///< the file on the disk
    std::uint64_t offset = 0;   ///< bytes into `file`
    std::uint64_t size = 0;     ///< bytes
    std::int64_t modified = 0;  ///< the file's time of change, in the clock's own ticks
};

/// What is not part of a corpus, and the reason in words.
struct Skipped {
    std::filesystem::path path;
    std::string why; ///< "duplicate of a.mid", "no notes", "no kind of music that is read (.txt)"
};

struct Scan {
    std::vector<SourceFile> files;
    std::vector<Skipped> others;
};

/// Every file below `root` (recursively; links to folders are not followed) whose name is one of
/// music or of an archive, and the music in every .wad, in no order; the others with the reason.
/// `root` may be a file itself, which is taken whatever its name. The error says why `root` cannot
/// be read.
Result<Scan> scan(const std::filesystem::path& root, std::stop_token stop);

Result<std::vector<std::byte>> readSource(const SourceFile& source);

} // namespace contrafact::corpus
