// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bytes.h"

namespace contrafact::base {

void ByteWriter::number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) byte(static_cast<unsigned>(value & 0x7F) | 0x80);
    byte(static_cast<unsigned>(value));
}

void ByteWriter::signedNumber(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    number(value < 0 ? ~(bits << 1) : bits << 1);
}

void ByteWriter::text(std::string_view value) {
    number(value.size());
    raw(std::as_bytes(std::span(value)));
}

void ByteWriter::raw(std::span<const std::byte> bytes) {
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
}

unsigned ByteReader::byte() {
    if (m_rest.empty()) return fail(), 0U;
    const auto value = std::to_integer<unsigned>(m_rest.front());
    m_rest = m_rest.subspan(1);
    return value;
}

std::uint64_t ByteReader::number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const auto next = byte();
        value |= static_cast<std::uint64_t>(next & 0x7F) << shift;
        if (next < 0x80) return m_ok ? value : 0;
    }
    return fail(), 0; // longer than any number
}

std::int64_t ByteReader::signedNumber() {
    const auto bits = number();
    return static_cast<std::int64_t>(bits & 1 ? ~(bits >> 1) : bits >> 1);
}

std::int64_t ByteReader::within(std::int64_t low, std::int64_t high) {
    const auto value = signedNumber();
    if (value >= low && value <= high) return value;
    return fail(), low;
}

std::size_t ByteReader::count(std::size_t leastSize) {
    const auto value = number();
    if (value <= m_rest.size() / leastSize) return static_cast<std::size_t>(value);
    return fail(), 0;
}

std::string ByteReader::text() {
    const auto bytes = raw(count(1));
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::span<const std::byte> ByteReader::raw(std::size_t size) {
    if (size > m_rest.size()) return fail(), std::span<const std::byte>{};
    const auto out = m_rest.first(size);
    m_rest = m_rest.subspan(size);
    return out;
}

} // namespace contrafact::base
