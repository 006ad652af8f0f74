// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/path_text.h"

#include <cctype>
#include <cstdint>

namespace contrafact::base {

namespace {

bool follows(std::string_view bytes, std::size_t at) {
    return at < bytes.size() && (static_cast<unsigned char>(bytes[at]) & 0xC0) == 0x80;
}

/// How many bytes the character at `at` takes; 0 when it is no UTF-8.
std::size_t characterLength(std::string_view bytes, std::size_t at) {
    const auto lead = static_cast<unsigned char>(bytes[at]);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    std::uint32_t value = lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if (!follows(bytes, at + i)) return 0;
        value = value << 6 | (static_cast<unsigned char>(bytes[at + i]) & 0x3FU);
    }
    const bool tooLong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    const bool surrogate = value >= 0xD800 && value < 0xE000;
    return tooLong || surrogate || value > 0x10FFFF ? 0 : length;
}

bool isEscape(std::string_view text, std::size_t at) {
    return text.substr(at, 2) == "\\x" && at + 3 < text.size() &&
           std::isxdigit(static_cast<unsigned char>(text[at + 2])) &&
           std::isxdigit(static_cast<unsigned char>(text[at + 3]));
}

std::string escaped(char c) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    return {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
}

} // namespace

std::string pathText(const std::filesystem::path& path) {
    const std::string_view bytes = path.native();
    std::string text;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto length = characterLength(bytes, at);
        const bool plain = length > 0 && !isEscape(bytes, at);
        text += plain ? std::string(bytes.substr(at, length)) : escaped(bytes[at]);
        at += plain ? length : 1;
    }
    return text;
}

std::filesystem::path pathOf(std::string_view text) {
    std::string bytes;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!isEscape(text, at)) {
            bytes += text[at];
            continue;
        }
        bytes += static_cast<char>(std::stoi(std::string(text.substr(at + 2, 2)), nullptr, 16));
        at += 3;
    }
    return bytes;
}

} // namespace contrafact::base
