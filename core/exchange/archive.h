// SPDX-License-Identifier: GPL-3.0-or-later
// Archives that carry files of music. Any thread.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace contrafact::exchange {

/// Whether the name is one of an archive (.zip); a .npz is music.
bool isArchiveName(const std::filesystem::path& path);
/// Its files by name. The error says what is wrong, or that this build opens no archives; `name`
/// opens it.
Result<std::map<std::string, std::vector<std::byte>>> readArchive(std::span<const std::byte> bytes,
                                                                  const std::string& name);

} // namespace contrafact::exchange
