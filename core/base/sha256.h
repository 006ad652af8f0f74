// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace contrafact::base {

/// SHA-256 (FIPS 180-4), incremental. Names content: cache keys, checkpoint checksums, provenance.
class Sha256 {
public:
    Sha256();
    Sha256& add(std::span<const std::byte> bytes);
    /// The digest as 64 lower-case hexadecimal digits; the object is spent afterwards.
    std::string hex();

private:
    void block(const std::uint8_t* data);

    std::array<std::uint32_t, 8> m_state;
    std::array<std::uint8_t, 64> m_buffer{};
    std::uint64_t m_length = 0;
};

std::string sha256(std::span<const std::byte> bytes);

} // namespace contrafact::base
