// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of one track chunk, event after event in order of time.
#pragma once

#include "core/score/types.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace contrafact::midi {

/// Appends a big-endian number, and characters as they are.
void put(std::vector<std::byte>& out, std::uint32_t value, int bytes);
void put(std::vector<std::byte>& out, std::string_view text);

class TrackBytes {
public:
    void meta(score::Tick at, int type, std::string_view content);
    /// @param status 0xF0 or 0xF7
    void exclusive(score::Tick at, int status, std::string_view content);
    /// A channel message; programs and channel pressures have no second value.
    void channel(score::Tick at, int status, int first, int second);

    /// Ends the track, not before `end`, and adds it to a file as a chunk.
    void finish(score::Tick end, std::vector<std::byte>& file);

private:
    void time(score::Tick at);
    void block(std::string_view content);

    std::vector<std::byte> m_bytes;
    score::Tick m_now;
    int m_running = 0;
};

} // namespace contrafact::midi
