// SPDX-License-Identifier: GPL-3.0-or-later
// Text of MIDI files, whose encoding nobody wrote down, to and from UTF-8.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace contrafact::midi {

/// What texts that are neither UTF-8 nor marked as UTF-16 may be read as, by iconv's names.
std::span<const std::string_view> textEncodings();

/// The likeliest of them for these bytes (texts of one file, joined by line breaks), empty when
/// nothing speaks for any.
std::string guessEncoding(std::string_view texts);

/// Valid UTF-8 whatever the bytes are: UTF-16 when they open with its mark, UTF-8 when they are,
/// else in `encoding` (empty: guessed from these bytes alone), and where that does not fit in
/// Windows-1252. Control characters become the pictures U+2400..U+2421, so that names are safe to
/// show. Texts over 4096 bytes are cut.
std::string decodeText(std::span<const std::byte> bytes, const std::string& encoding = {});

/// What decodeText() makes of the bytes in any of the encodings, each reading once. A text that is
/// among them has not been changed, and its bytes can be written as they were.
std::vector<std::string> readingsOf(std::span<const std::byte> bytes);

/// UTF-8 with the control pictures turned back into the characters they stand for.
std::string encodeText(std::string_view text);

bool isUtf8(std::string_view text);

} // namespace contrafact::midi
