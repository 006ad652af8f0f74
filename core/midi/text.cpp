// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/midi/text.h"

#include <iconv.h>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace contrafact::midi {

namespace {

constexpr std::size_t kMaxText = 4096;
constexpr char32_t kControlPictures = 0x2400;
constexpr char32_t kDeletePicture = 0x2421;

/// Windows-1252 where it differs from Latin-1; 0 marks the holes, which stay as Latin-1 has them.
constexpr char16_t kWindows1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

std::uint8_t byteAt(std::string_view text, std::size_t i) {
    return static_cast<std::uint8_t>(text[i]);
}

void appendUtf8(std::string& out, char32_t c) {
    const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | c >> 6), put(0x80 | (c & 0x3F));
    } else {
        put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
    }
}

/// The length of the well-formed UTF-8 sequence at `i`, 0 when there is none (RFC 3629: no
/// over-long forms, no surrogates, nothing over U+10FFFF).
std::size_t sequenceLength(std::string_view text, std::size_t i) {
    const auto lead = byteAt(text, i);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || i + length > text.size()) return 0;
    for (std::size_t k = 1; k < length; ++k)
        if ((byteAt(text, i + k) & 0xC0) != 0x80) return 0;
    const auto second = byteAt(text, i + 1);
    const bool bad = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                     (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
    return bad ? 0 : length;
}

/// Whether the bytes read as Japanese rather than as accented Latin: every high byte belongs to a
/// well-formed pair or is a half-width kana, and Japanese makes up at least half of the text. A
/// lone pair of an accented letter with an ASCII letter ("\xE4n") does not count.
bool looksLikeShiftJis(std::string_view text) {
    std::size_t japanese = 0;
    bool certain = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto lead = byteAt(text, i);
        if (lead < 0x80) continue;
        if (lead >= 0xA1 && lead <= 0xDF) {
            ++japanese;
            continue;
        }
        const auto trail = i + 1 < text.size() ? byteAt(text, i + 1) : std::uint8_t{0};
        if (lead == 0x80 || lead == 0xA0 || lead > 0xEA || trail < 0x40 || trail == 0x7F ||
            trail > 0xFC)
            return false;
        certain = certain || lead < 0xA0 || trail >= 0x80;
        japanese += 2;
        ++i;
    }
    return certain && japanese * 2 >= text.size();
}

std::optional<std::string> fromShiftJis(std::string_view text) {
    const auto converter = ::iconv_open("UTF-8", "CP932");
    if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
    std::string in(text), out(text.size() * 3, '\0');
    char* from = in.data();
    char* to = out.data();
    std::size_t left = in.size(), room = out.size();
    const auto result = ::iconv(converter, &from, &left, &to, &room);
    ::iconv_close(converter);
    if (result == static_cast<std::size_t>(-1)) return std::nullopt;
    out.resize(out.size() - room);
    return out;
}

std::string fromWindows1252(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = byteAt(text, i);
        const char16_t special = byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80] : 0;
        appendUtf8(out, special ? special : byte);
    }
    return out;
}

std::string withControlPictures(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<std::uint8_t>(c);
        if (byte < 0x20)
            appendUtf8(out, kControlPictures + byte);
        else if (byte == 0x7F)
            appendUtf8(out, kDeletePicture);
        else
            out += c;
    }
    return out;
}

/// A cut that does not split a character.
std::string_view cut(std::string_view text) {
    if (text.size() <= kMaxText) return text;
    auto end = kMaxText;
    while (end > kMaxText - 4 && (byteAt(text, end) & 0xC0) == 0x80) --end;
    return text.substr(0, end);
}

} // namespace

bool isUtf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto length = sequenceLength(text, i);
        if (length == 0) return false;
        i += length;
    }
    return true;
}

std::string decodeText(std::span<const std::byte> bytes) {
    const auto text = cut({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (isUtf8(text)) return withControlPictures(text);
    if (looksLikeShiftJis(text))
        if (const auto japanese = fromShiftJis(text)) return withControlPictures(*japanese);
    return withControlPictures(fromWindows1252(text));
}

std::string encodeText(std::string_view text) {
    // The pictures U+2400..U+2421 are E2 90 80 .. E2 90 A1.
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool picture = text.substr(i, 2) == "\xE2\x90" && i + 2 < text.size();
        const int code = picture ? byteAt(text, i + 2) - 0x80 : -1;
        if (code >= 0 && (code < 0x20 || code == 0x21)) {
            out += static_cast<char>(code == 0x21 ? 0x7F : code);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

} // namespace contrafact::midi
