// SPDX-License-Identifier: GPL-3.0-or-later
// Text of MIDI files, whose encoding nobody wrote down, to and from UTF-8.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace contrafact::midi {

/// Valid UTF-8 whatever the bytes are: read as UTF-8, Shift-JIS or Windows-1252, the first that
/// fits. Control characters become the pictures U+2400..U+2421, so that names are safe to show.
/// Texts over 4096 bytes are cut.
std::string decodeText(std::span<const std::byte> bytes);

/// UTF-8 with the control pictures turned back into the characters they stand for.
std::string encodeText(std::string_view text);

bool isUtf8(std::string_view text);

} // namespace contrafact::midi
