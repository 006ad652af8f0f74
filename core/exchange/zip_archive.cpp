// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/zip_archive.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace contrafact::exchange {

namespace {

using Bytes = std::span<const std::byte>;
using Files = std::map<std::string, std::vector<std::byte>>;

constexpr std::uint32_t kEndSignature = 0x06054b50;
constexpr std::uint32_t kEntrySignature = 0x02014b50;
constexpr std::uint32_t kLocalSignature = 0x04034b50;
constexpr std::size_t kEndSize = 22;
constexpr std::size_t kEntrySize = 46;
constexpr std::size_t kLocalSize = 30;
constexpr std::size_t kLongestComment = 0xFFFF;
constexpr std::size_t kMostRatio = 1032; ///< of deflate

/// Little-endian numbers; callers have checked that they lie within the bytes.
std::uint32_t number(Bytes bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value |= std::to_integer<std::uint32_t>(bytes[at + i]) << (8 * i);
    return value;
}
std::uint32_t u16(Bytes bytes, std::size_t at) {
    return number(bytes, at, 2);
}
std::uint32_t u32(Bytes bytes, std::size_t at) {
    return number(bytes, at, 4);
}

bool fits(Bytes bytes, std::size_t at, std::size_t size) {
    return at <= bytes.size() && size <= bytes.size() - at;
}

/// Where the directory's end record is: the last one, before the archive's comment.
std::optional<std::size_t> findEnd(Bytes bytes) {
    if (bytes.size() < kEndSize) return {};
    const auto last = bytes.size() - kEndSize;
    const auto first = last > kLongestComment ? last - kLongestComment : 0;
    for (auto at = last + 1; at-- > first;)
        if (u32(bytes, at) == kEndSignature) return at;
    return {};
}

struct Entry {
    std::string name;
    std::uint32_t flags = 0;
    std::uint32_t method = 0;
    std::uint32_t crc = 0;
    std::size_t packed = 0;
    std::size_t unpacked = 0;
    std::size_t local = 0; ///< offset of the local header
};

/// Moves `at` to the next entry.
std::optional<Entry> readEntry(Bytes bytes, std::size_t& at) {
    if (!fits(bytes, at, kEntrySize) || u32(bytes, at) != kEntrySignature) return {};
    const std::size_t nameSize = u16(bytes, at + 28);
    const std::size_t size = kEntrySize + nameSize + u16(bytes, at + 30) + u16(bytes, at + 32);
    if (!fits(bytes, at, size)) return {};
    Entry entry;
    entry.flags = u16(bytes, at + 8);
    entry.method = u16(bytes, at + 10);
    entry.crc = u32(bytes, at + 16);
    entry.packed = u32(bytes, at + 20);
    entry.unpacked = u32(bytes, at + 24);
    entry.local = u32(bytes, at + 42);
    entry.name.assign(reinterpret_cast<const char*>(bytes.data()) + at + kEntrySize, nameSize);
    at += size;
    return entry;
}

std::optional<Bytes> packedBytes(Bytes bytes, const Entry& entry) {
    if (!fits(bytes, entry.local, kLocalSize) || u32(bytes, entry.local) != kLocalSignature)
        return {};
    const auto start =
        entry.local + kLocalSize + u16(bytes, entry.local + 26) + u16(bytes, entry.local + 28);
    if (!fits(bytes, start, entry.packed)) return {};
    return bytes.subspan(start, entry.packed);
}

/// Raw deflate into exactly `size` bytes.
std::optional<std::vector<std::byte>> inflated(Bytes packed, std::size_t size) {
    if (size / kMostRatio > packed.size()) return {}; // a claim that deflate cannot fulfil
    std::vector<std::byte> out(size);
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return {};
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(size);
    const int status = inflate(&stream, Z_FINISH);
    const bool complete = status == Z_STREAM_END && stream.avail_out == 0;
    inflateEnd(&stream);
    if (!complete) return {};
    return out;
}

std::optional<std::vector<std::byte>> unpack(Bytes packed, const Entry& entry) {
    constexpr std::uint32_t kStored = 0, kDeflated = 8;
    if (entry.method == kDeflated) return inflated(packed, entry.unpacked);
    if (entry.method != kStored || entry.packed != entry.unpacked) return {};
    return std::vector<std::byte>(packed.begin(), packed.end());
}

bool crcMatches(const std::vector<std::byte>& bytes, std::uint32_t expected) {
    return crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()) == expected;
}

} // namespace

Result<Files> readZip(Bytes bytes, const std::string& name, std::size_t mostBytes) {
    const auto end = findEnd(bytes);
    if (!end) return Error{name + " is not a ZIP archive, or its end is missing"};
    std::size_t at = u32(bytes, *end + 16);
    std::size_t total = 0;
    Files files;
    for (auto left = u16(bytes, *end + 10); left > 0; --left) {
        const auto entry = readEntry(bytes, at);
        if (!entry) return Error{name + " has a damaged or unsupported ZIP directory"};
        constexpr std::uint32_t kEncrypted = 1;
        if (entry->flags & kEncrypted) return Error{name + " is encrypted"};
        total += entry->unpacked;
        if (total > mostBytes) return Error{name + " unpacks to more than this program takes"};
        const auto packed = packedBytes(bytes, *entry);
        auto content = packed ? unpack(*packed, *entry) : std::nullopt;
        if (!content || !crcMatches(*content, entry->crc))
            return Error{name + ": the file " + entry->name + " in it is damaged"};
        files[entry->name] = std::move(*content);
    }
    return files;
}

} // namespace contrafact::exchange
