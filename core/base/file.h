// SPDX-License-Identifier: GPL-3.0-or-later
// Whole files in and out. Writing is atomic: temporary file, check, fsync, rename; a full disk or a
// kill leaves the old file as it was.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace contrafact::base {

Result<std::vector<std::byte>> readFile(const std::filesystem::path& path);
Result<std::string> readText(const std::filesystem::path& path);
Result<void> writeFileAtomically(const std::filesystem::path& path,
                                 std::span<const std::byte> bytes);
Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view text);

/// $XDG_DATA_HOME/contrafact, $XDG_CACHE_HOME/contrafact, with the standard fall-backs.
std::filesystem::path dataFolder();
std::filesystem::path cacheFolder();

} // namespace contrafact::base
