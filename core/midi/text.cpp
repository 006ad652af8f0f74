// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/midi/text.h"

#include <iconv.h>
#ifdef CONTRAFACT_UCHARDET
#include <uchardet.h>
#endif

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

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

constexpr std::array<std::string_view, 10> kEncodings{"CP1252", "CP932",  "GB18030", "BIG5",
                                                      "EUC-KR", "EUC-JP", "CP1251",  "CP1250",
                                                      "KOI8-R", "CP1253"};

#ifdef CONTRAFACT_UCHARDET
/// The detector's names that are among ours.
constexpr std::pair<std::string_view, std::string_view> kDetectedAs[] = {
    {"GB18030", "GB18030"},     {"GB2312", "GB18030"},      {"BIG5", "BIG5"},
    {"EUC-KR", "EUC-KR"},       {"UHC", "EUC-KR"},          {"SHIFT_JIS", "CP932"},
    {"EUC-JP", "EUC-JP"},       {"WINDOWS-1251", "CP1251"}, {"KOI8-R", "KOI8-R"},
    {"WINDOWS-1250", "CP1250"}, {"WINDOWS-1253", "CP1253"}, {"ISO-8859-7", "CP1253"},
    {"ISO-8859-2", "CP1250"},
};
#endif

std::optional<std::string> convert(std::string_view text, const char* encoding) {
    const auto converter = ::iconv_open("UTF-8", encoding);
    if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
    std::string in(text), out(text.size() * 4, '\0');
    char* from = in.data();
    char* to = out.data();
    std::size_t left = in.size(), room = out.size();
    const auto result = ::iconv(converter, &from, &left, &to, &room);
    ::iconv_close(converter);
    if (result == static_cast<std::size_t>(-1)) return std::nullopt;
    out.resize(out.size() - room);
    return out;
}

/// UTF-8 and UTF-16 that say so themselves.
std::optional<std::string> fromUnicode(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF") && isUtf8(text)) return std::string(text.substr(3));
    if (text.starts_with("\xFF\xFE")) return convert(text.substr(2), "UTF-16LE");
    if (text.starts_with("\xFE\xFF")) return convert(text.substr(2), "UTF-16BE");
    if (isUtf8(text)) return std::string(text);
    return std::nullopt;
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

/// What a library that has seen many texts takes these for; empty when it cannot tell or when there
/// is none.
std::string detected([[maybe_unused]] std::string_view texts) {
#ifdef CONTRAFACT_UCHARDET
    constexpr std::size_t kLeast = 8; // fewer bytes over 127 say nothing
    const auto high =
        std::ranges::count_if(texts, [](char c) { return static_cast<unsigned char>(c) > 0x7F; });
    if (static_cast<std::size_t>(high) < kLeast) return {};
    const std::unique_ptr<std::remove_pointer_t<uchardet_t>, void (*)(uchardet_t)> detector(
        uchardet_new(), uchardet_delete);
    uchardet_handle_data(detector.get(), texts.data(), texts.size());
    uchardet_data_end(detector.get());
    const std::string found = uchardet_get_charset(detector.get());
    for (const auto& [theirs, ours] : kDetectedAs)
        if (found == theirs) return std::string(ours);
#endif
    return {};
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

std::span<const std::string_view> textEncodings() {
    return kEncodings;
}

std::string guessEncoding(std::string_view texts) {
    if (isUtf8(texts)) return {};
    if (looksLikeShiftJis(texts)) return "CP932";
    return detected(texts);
}

std::string decodeText(std::span<const std::byte> bytes, const std::string& encoding) {
    const auto text = cut({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (const auto unicode = fromUnicode(text)) return withControlPictures(*unicode);
    const auto name = encoding.empty() ? guessEncoding(text) : encoding;
    if (!name.empty() && name != kEncodings[0])
        if (const auto converted = convert(text, name.c_str()))
            return withControlPictures(*converted);
    return withControlPictures(fromWindows1252(text));
}

std::vector<std::string> readingsOf(std::span<const std::byte> bytes) {
    const auto raw = cut({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (fromUnicode(raw)) return {decodeText(bytes)};
    std::vector<std::string> out;
    for (const auto encoding : kEncodings) out.push_back(decodeText(bytes, std::string(encoding)));
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
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
