// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/midi/track_bytes.h"

#include "core/midi/cursor.h"
#include "core/midi/track_events.h"

#include <algorithm>

namespace contrafact::midi {

using score::Tick;

namespace {

void putVariable(std::vector<std::byte>& out, std::uint32_t value) {
    for (int shift = 21; shift > 0; shift -= 7)
        if (value >> shift) out.push_back(static_cast<std::byte>((value >> shift & 0x7F) | 0x80));
    out.push_back(static_cast<std::byte>(value & 0x7F));
}

} // namespace

void put(std::vector<std::byte>& out, std::uint32_t value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out.push_back(static_cast<std::byte>(value >> shift));
}

void put(std::vector<std::byte>& out, std::string_view text) {
    for (const char c : text) out.push_back(static_cast<std::byte>(c));
}

void TrackBytes::meta(Tick at, int type, std::string_view content) {
    time(at);
    put(m_bytes, kMeta, 1);
    put(m_bytes, static_cast<std::uint32_t>(type), 1);
    block(content);
}

void TrackBytes::exclusive(Tick at, int status, std::string_view content) {
    time(at);
    put(m_bytes, static_cast<std::uint32_t>(status), 1);
    block(content);
}

void TrackBytes::block(std::string_view content) {
    putVariable(m_bytes, static_cast<std::uint32_t>(content.size()));
    put(m_bytes, content);
    m_running = 0; // the standard has these events end it
}

void TrackBytes::channel(Tick at, int status, int first, int second) {
    const int kind = status & 0xF0;
    time(at);
    if (status != m_running) put(m_bytes, static_cast<std::uint32_t>(status), 1);
    m_running = status;
    put(m_bytes, static_cast<std::uint32_t>(first), 1);
    if (kind != 0xC0 && kind != 0xD0) put(m_bytes, static_cast<std::uint32_t>(second), 1);
}

void TrackBytes::finish(Tick end, std::vector<std::byte>& file) {
    meta(std::max(end, m_now), kMetaEndOfTrack, {});
    put(file, "MTrk");
    put(file, static_cast<std::uint32_t>(m_bytes.size()), 4);
    file.insert(file.end(), m_bytes.begin(), m_bytes.end());
}

void TrackBytes::time(Tick at) {
    auto delta = std::max(at - m_now, Tick{}).value;
    // A rest longer than a delta time can say is bridged by empty texts.
    for (; delta > Cursor::kMaxVariable; delta -= Cursor::kMaxVariable) {
        putVariable(m_bytes, Cursor::kMaxVariable);
        put(m_bytes, std::string_view("\xFF\x01\x00", 3));
        m_running = 0;
    }
    putVariable(m_bytes, static_cast<std::uint32_t>(delta));
    m_now = std::max(at, m_now);
}

} // namespace contrafact::midi
