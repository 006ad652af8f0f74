// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace contrafact::exchange {

/// The files of a ZIP archive by name, stored or deflated; each is checked against its CRC-32.
/// Encrypted, split and ZIP64 archives are refused, and so is one that unpacks to more than
/// `mostBytes`. `name` opens the error.
Result<std::map<std::string, std::vector<std::byte>>>
readZip(std::span<const std::byte> bytes, const std::string& name,
        std::size_t mostBytes = std::size_t{256} << 20);

} // namespace contrafact::exchange
