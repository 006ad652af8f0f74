// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers and texts as bytes: little variable-length integers, and a reader that can be handed
// anything and only ever says "no".
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace contrafact::base {

class ByteWriter {
public:
    void byte(unsigned value) { m_bytes.push_back(static_cast<std::byte>(value)); }
    /// 7 bits a byte, the lowest first.
    void number(std::uint64_t value);
    /// Small for values near 0 of either sign.
    void signedNumber(std::int64_t value);
    void text(std::string_view value);
    void raw(std::span<const std::byte> bytes);

    std::span<const std::byte> bytes() const { return m_bytes; }
    std::vector<std::byte> take() { return std::move(m_bytes); }

private:
    std::vector<std::byte> m_bytes;
};

/// After the first thing that is not there, ok() is false and everything reads as 0 or empty.
class ByteReader {
public:
    explicit ByteReader(std::span<const std::byte> bytes)
        : m_rest(bytes) {}

    bool ok() const { return m_ok; }
    bool atEnd() const { return m_rest.empty(); }

    unsigned byte();
    std::uint64_t number();
    std::int64_t signedNumber();
    /// A number from `low` to `high`; anything else is damage.
    std::int64_t within(std::int64_t low, std::int64_t high);
    /// How many items follow that take at least `leastSize` bytes each, so that a damaged count
    /// cannot ask for more memory than the file could fill.
    std::size_t count(std::size_t leastSize);
    std::string text();
    std::span<const std::byte> raw(std::size_t size);
    void fail() {
        m_ok = false;
        m_rest = {};
    }

private:
    std::span<const std::byte> m_rest;
    bool m_ok = true;
};

} // namespace contrafact::base
