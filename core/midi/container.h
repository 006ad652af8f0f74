// SPDX-License-Identifier: GPL-3.0-or-later
// The outside of a MIDI file: where its header is, and its track chunks one after the other, found
// again when lengths lie.
#pragma once

#include "core/base/result.h"
#include "core/midi/cursor.h"
#include "core/midi/warnings.h"

#include <optional>

namespace contrafact::midi {

struct Header {
    int format = 1;
    int declaredTracks = 0;
    /// As the file has it: ticks per quarter, or (bit 15) minus frames a second and ticks a frame.
    std::uint16_t division = 480;
    std::size_t end = 0; ///< where the first chunk after the header begins
};

/// The bytes from "MThd" on, out of a RIFF file or from behind a MacBinary header too; nothing when
/// this is no MIDI file.
std::optional<Bytes> findMidi(Bytes file);

/// @param bytes from "MThd" on. The error is the end of a sentence: "its header is cut off".
Result<Header> readHeader(Bytes bytes);

/// Visits the track chunks. After each one the caller says how far its events went.
class TrackChunks {
public:
    TrackChunks(Bytes bytes, std::size_t start, Warnings& warnings)
        : m_bytes(bytes)
        , m_at(start)
        , m_warnings(warnings) {}

    /// The content of the next track, cut at the end of the file; nothing after the last.
    std::optional<Bytes> next();
    /// @param used the bytes of the track up to its end-of-track event, or where reading stopped
    void trackUsed(std::size_t used);
    std::size_t position() const { return m_at; }

private:
    void skipToTrack(std::size_t from);
    bool isTrackAt(std::size_t position) const;

    Bytes m_bytes;
    std::size_t m_at;
    std::size_t m_content = 0;          ///< where the current track's content begins
    std::uint32_t m_declaredLength = 0; ///< of the current track
    Warnings& m_warnings;
};

} // namespace contrafact::midi
