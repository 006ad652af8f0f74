// SPDX-License-Identifier: GPL-3.0-or-later
// File names as text and back. A name on disk is bytes; windows, JSON and lists want UTF-8. Bytes
// that are none are written "\xE9", and a backslash "\x5C" where that could be mistaken, so that
// nothing is lost. Pure.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace contrafact::base {

std::string pathText(const std::filesystem::path& path);
/// What pathText() gave, or any name in UTF-8.
std::filesystem::path pathOf(std::string_view text);

} // namespace contrafact::base
