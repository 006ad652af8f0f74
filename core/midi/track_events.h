// SPDX-License-Identifier: GPL-3.0-or-later
// The events of one track, decoded once for every use: a sink gets each of them. Written as a
// template because this loop decides the speed of importing.
#pragma once

#include "core/midi/cursor.h"
#include "core/midi/warnings.h"

namespace contrafact::midi {

inline constexpr std::uint8_t kMeta = 0xFF;

// Types of meta events.
inline constexpr std::uint8_t kMetaText = 0x01;
inline constexpr std::uint8_t kMetaName = 0x03;
inline constexpr std::uint8_t kMetaMarker = 0x06;
inline constexpr std::uint8_t kMetaPort = 0x21;
inline constexpr std::uint8_t kMetaEndOfTrack = 0x2F;
inline constexpr std::uint8_t kMetaTempo = 0x51;
inline constexpr std::uint8_t kMetaMeter = 0x58;
inline constexpr std::uint8_t kMetaKey = 0x59;

namespace detail {

/// A length and that many bytes; nothing when the track has fewer.
template<typename Sink>
std::optional<Bytes> takeBlock(Cursor& in, Sink& sink) {
    bool tooLong = false;
    const auto length = in.takeVariable(tooLong);
    if (tooLong) sink.issue(Issue::longNumber);
    const auto block = in.take(length);
    if (!block) sink.issue(Issue::cutBlock);
    return block;
}

/// Note, controller and the like; false when the track ends within it. Inlined by force, so that
/// the cursor stays in registers (a fifth faster).
template<typename Sink>
[[gnu::always_inline]] inline bool channelEvent(Cursor& in, std::uint8_t status, Sink& sink) {
    const int kind = status >> 4;
    const bool single = kind == 0xC || kind == 0xD; // program and channel pressure have one value
    if (in.left() < (single ? 1U : 2U)) {
        sink.issue(Issue::cutEvent);
        return false;
    }
    const auto first = in.take();
    const auto second = single ? std::uint8_t{0} : in.take();
    const int channel = status & 0xF;
    const bool note = kind == 0x8 || kind == 0x9;
    if (note && second > 0x7F) sink.issue(Issue::loudNote);
    if (first > 0x7F || (second > 0x7F && !note))
        sink.issue(Issue::badData);
    else if (kind == 0x9 && second > 0)
        sink.noteOn(channel, first, second > 0x7F ? 0x7F : second);
    else if (kind == 0x8 || kind == 0x9)
        sink.noteOff(channel, first,
                     kind == 0x9     ? std::uint8_t{0x40} // what the standard takes it for
                     : second > 0x7F ? std::uint8_t{0x7F}
                                     : second);
    else
        sink.message(status, first, second);
    return true;
}

/// Statuses that belong on a wire, not in a file: skipped with their data.
template<typename Sink>
void systemEvent(Cursor& in, std::uint8_t status, Sink& sink) {
    const int values = status == 0xF2 ? 2 : status == 0xF1 || status == 0xF3 ? 1 : 0;
    for (int i = 0; i < values && !in.atEnd() && in.peek() < 0x80; ++i) in.take();
    sink.issue(Issue::unknownStatus);
}

} // namespace detail

/// Reads events until the end-of-track event, the end of the bytes, a block that outlasts them, a
/// time of more than four bytes, or until the sink has had enough. Running status outlives meta and
/// system-exclusive events, as it does in many files though the standard ends it.
/// @return how many bytes were used
template<typename Sink>
std::size_t readEvents(Bytes track, Sink& sink) {
    Cursor in(track);
    std::uint8_t running = 0;
    while (!in.atEnd()) {
        if (!sink.goOn(in.position())) return in.position();
        bool tooLong = false;
        sink.advance(in.takeVariable(tooLong));
        if (tooLong) { // no time of that length exists: from here on nothing can be believed
            sink.issue(Issue::longTime);
            return in.position();
        }

        auto status = running;
        if (!in.atEnd() && in.peek() < 0x80 && running == 0) {
            sink.issue(Issue::noStatus);
            while (!in.atEnd() && in.peek() < 0x80) in.take();
        }
        if (in.atEnd()) {
            sink.issue(Issue::cutEvent);
            return in.position();
        }
        if (in.peek() >= 0x80) status = in.take();

        if (status < 0xF0) {
            running = status;
            if (!detail::channelEvent(in, status, sink)) return in.position();
        } else if (status == kMeta || status == 0xF0 || status == 0xF7) {
            const auto before = in.position();
            const int type = status == kMeta && !in.atEnd() ? in.take() : -1;
            const auto block = detail::takeBlock(in, sink);
            if (!block) return before;
            if (type >= 0)
                sink.meta(type, *block);
            else
                sink.exclusive(status, *block);
            if (type == kMetaEndOfTrack) return in.position();
        } else {
            detail::systemEvent(in, status, sink);
        }
    }
    sink.issue(Issue::noEnd);
    return in.position();
}

} // namespace contrafact::midi
