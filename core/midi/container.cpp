// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/midi/container.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

namespace contrafact::midi {

namespace {

constexpr std::size_t kChunkHead = 8; ///< four letters and a length
constexpr std::size_t kMacBinaryHead = 128;

bool startsWith(Bytes bytes, std::string_view id) {
    return bytes.size() >= id.size() && std::memcmp(bytes.data(), id.data(), id.size()) == 0;
}

Bytes from(Bytes bytes, std::size_t position) {
    return bytes.subspan(std::min(position, bytes.size()));
}

bool isChunkName(Bytes name) {
    return std::all_of(name.begin(), name.end(),
                       [](std::byte b) { return b >= std::byte{0x20} && b < std::byte{0x7F}; });
}

/// The content of the "data" chunk of a RIFF file. RIFF counts in little-endian; the length of
/// "data" is not needed, for the MIDI chunks inside have their own.
std::optional<Bytes> insideRiff(Bytes file) {
    if (!startsWith(from(file, 8), "RMID")) return std::nullopt;
    for (std::size_t at = 12; at + kChunkHead <= file.size();) {
        if (startsWith(from(file, at), "data")) return from(file, at + kChunkHead);
        std::uint64_t length = 0;
        for (int i = 3; i >= 0; --i)
            length = length << 8 | std::to_integer<std::uint64_t>(file[at + 4 + std::size_t(i)]);
        at += kChunkHead + length + (length & 1); // chunks begin at even places
    }
    return std::nullopt;
}

} // namespace

std::optional<Bytes> findMidi(Bytes file) {
    if (startsWith(file, "RIFF")) {
        const auto inside = insideRiff(file);
        return inside && startsWith(*inside, "MThd") ? inside : std::nullopt;
    }
    for (const auto start : {std::size_t{0}, kMacBinaryHead})
        if (startsWith(from(file, start), "MThd")) return from(file, start);
    return std::nullopt;
}

Result<Header> readHeader(Bytes bytes) {
    constexpr std::size_t kContent = 6;
    if (bytes.size() < kChunkHead + kContent) return Error{"its header is cut off"};
    const std::size_t length = bigEndian(bytes.subspan(4, 4));
    if (length < kContent) return Error{"its header is too short"};
    if (length > bytes.size() - kChunkHead) return Error{"its header claims to outlast the file"};
    return Header{static_cast<int>(bigEndian(bytes.subspan(8, 2))),
                  static_cast<int>(bigEndian(bytes.subspan(10, 2))),
                  static_cast<std::uint16_t>(bigEndian(bytes.subspan(12, 2))), kChunkHead + length};
}

std::optional<Bytes> TrackChunks::next() {
    while (m_at + kChunkHead <= m_bytes.size()) {
        const auto name = m_bytes.subspan(m_at, 4);
        const auto length = bigEndian(m_bytes.subspan(m_at + 4, 4));
        const auto left = m_bytes.size() - m_at - kChunkHead;
        if (isTrackAt(m_at)) {
            m_content = m_at + kChunkHead;
            m_declaredLength = length;
            return m_bytes.subspan(m_content, std::min<std::size_t>(length, left));
        }
        if (isChunkName(name) && length <= left) {
            m_warnings.add("an unknown chunk of " + std::to_string(length) + " bytes was skipped");
            m_at += kChunkHead + length;
        } else {
            skipToTrack(m_at);
        }
    }
    return std::nullopt;
}

void TrackChunks::trackUsed(std::size_t used) {
    const auto stopped = m_content + used;
    const auto declared = m_content + m_declaredLength;
    if (declared != stopped && isTrackAt(stopped)) {
        m_warnings.add("a track is not as long as it says; the next one was found right after it");
        m_at = stopped;
    } else if (declared > m_bytes.size()) {
        m_warnings.add("a track claims to outlast the file");
        skipToTrack(stopped);
    } else {
        m_at = declared;
    }
}

void TrackChunks::skipToTrack(std::size_t start) {
    const std::string_view all(reinterpret_cast<const char*>(m_bytes.data()), m_bytes.size());
    const auto found = all.find("MTrk", start);
    m_at = found == std::string_view::npos ? m_bytes.size() : found;
    if (m_at > start)
        m_warnings.add(std::to_string(m_at - start) + " bytes that are no track were skipped");
}

bool TrackChunks::isTrackAt(std::size_t position) const {
    return startsWith(from(m_bytes, position), "MTrk");
}

} // namespace contrafact::midi
