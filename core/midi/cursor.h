// SPDX-License-Identifier: GPL-3.0-or-later
// Reading bytes of unknown origin: no read goes past the end, no length is believed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace contrafact::midi {

using Bytes = std::span<const std::byte>;

class Cursor {
public:
    explicit Cursor(Bytes bytes)
        : m_bytes(bytes)
        , m_at(reinterpret_cast<const std::uint8_t*>(bytes.data()))
        , m_end(m_at + bytes.size()) {}

    bool atEnd() const { return m_at == m_end; }
    std::size_t left() const { return static_cast<std::size_t>(m_end - m_at); }
    std::size_t position() const { return m_bytes.size() - left(); }

    /// Precondition of both: !atEnd().
    std::uint8_t peek() const { return *m_at; }
    std::uint8_t take() { return *m_at++; }

    /// The next `count` bytes, or nothing (and no move) when there are fewer.
    std::optional<Bytes> take(std::size_t count) {
        if (count > left()) return std::nullopt;
        const auto out = m_bytes.subspan(position(), count);
        m_at += count;
        return out;
    }

    static constexpr std::uint32_t kMaxVariable = 0x0FFF'FFFF;

    /// A variable-length quantity; `tooLong` is set when it goes over four bytes, and the value is
    /// then kMaxVariable. Ends at the end of the data at the latest.
    std::uint32_t takeVariable(bool& tooLong) {
        std::uint32_t value = 0;
        for (int count = 1; !atEnd(); ++count) {
            const auto byte = take();
            if (count <= 4) value = value << 7 | (byte & 0x7FU);
            if (count == 5) tooLong = true;
            if (byte < 0x80) break;
        }
        return tooLong ? kMaxVariable : value;
    }

private:
    Bytes m_bytes;
    const std::uint8_t* m_at;
    const std::uint8_t* m_end;
};

/// Big-endian number of all the bytes given, at most four.
inline std::uint32_t bigEndian(Bytes bytes) {
    std::uint32_t value = 0;
    for (const auto byte : bytes) value = value << 8 | std::to_integer<std::uint32_t>(byte);
    return value;
}

} // namespace contrafact::midi
