// SPDX-License-Identifier: GPL-3.0-or-later
// A score as bytes: "CFSC", version, body, and the first 16 hexadecimal digits of the SHA-256 of
// all that. About six bytes a note. Version 2 added events, release velocities and drum kits on any
// channel; version 1 is still read.
#include "core/score/codec.h"

#include "core/base/bytes.h"
#include "core/base/sha256.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace contrafact::score {

namespace {

using base::ByteReader;
using base::ByteWriter;

constexpr std::string_view kMagic = "CFSC";
constexpr unsigned kVersion = 2;
constexpr unsigned kFirstWithEvents = 2;
constexpr unsigned kHasRelease = 0x80;                     // in the byte of a velocity
constexpr std::size_t kSealSize = 16;                      // hexadecimal digits
constexpr std::int64_t kMostTicks = std::int64_t{1} << 52; // beyond it seconds are not exact
constexpr std::int64_t kMostIds = std::numeric_limits<score::NoteId>::max() / 2; // leaves new ones

enum TrackFlag : unsigned { kMute = 1, kSolo = 2, kLocked = 4 };
constexpr unsigned kKitShift = 3; // above them: score::Kit, two bits
constexpr unsigned kForeign = 4;  // above the two bits of score::Place

std::string sealOf(std::span<const std::byte> bytes) {
    return base::sha256(bytes).substr(0, kSealSize);
}

void writeEvents(ByteWriter& out, const score::EventList& events) {
    out.number(events.size());
    score::Tick before;
    for (const auto& event : events) {
        out.signedNumber((event.tick - before).value);
        out.byte(event.status);
        out.byte(event.first);
        out.byte(event.second);
        out.byte(static_cast<unsigned>(event.place) | (event.foreign ? kForeign : 0U));
        if (!event.isChannelMessage()) out.text(events.text(event));
        before = event.tick;
    }
}

void writeMaps(ByteWriter& out, const score::Score& score) {
    out.text(score.title);
    out.number(score.tempo.events().size());
    for (const auto& event : score.tempo.events()) {
        out.signedNumber(event.tick.value);
        out.number(event.microsPerQuarter);
    }
    out.number(score.meter.events().size());
    for (const auto& event : score.meter.events()) {
        out.signedNumber(event.tick.value);
        out.signedNumber(event.numerator);
        out.signedNumber(event.denominator);
    }
    out.number(score.keys.size());
    for (const auto& event : score.keys) {
        out.signedNumber(event.tick.value);
        out.signedNumber(event.sharps);
        out.byte(event.minor ? 1 : 0);
    }
    out.number(score.markers.size());
    for (const auto& marker : score.markers) {
        out.signedNumber(marker.tick.value);
        out.text(marker.text);
    }
    writeEvents(out, score.events);
    out.number(score.sheets.size());
    for (const auto& sheet : score.sheets) {
        out.signedNumber(sheet.before);
        writeEvents(out, sheet.events);
    }
}

void writeInfo(ByteWriter& out, const score::TrackInfo& info) {
    out.text(info.name);
    for (const int value : {info.channel, info.program, info.bank, info.volume, info.pan})
        out.signedNumber(value);
    out.byte((info.mute ? kMute : 0U) | (info.solo ? kSolo : 0U) | (info.locked ? kLocked : 0U) |
             static_cast<unsigned>(info.kit) << kKitShift);
}

void writeTrack(ByteWriter& out, const score::Track& track) {
    writeInfo(out, track.info);
    writeEvents(out, track.events);
    out.number(track.notes().size());
    score::Note before;
    for (const auto& note : track.notes()) {
        out.signedNumber((note.onset - before.onset).value);
        out.signedNumber(note.length.value);
        out.byte(static_cast<unsigned>(note.pitch.value));
        const bool plain = note.release == score::kPlainRelease;
        out.byte((note.velocity & 0x7FU) | (plain ? 0U : kHasRelease));
        if (!plain) out.byte(note.release);
        out.signedNumber(static_cast<std::int64_t>(note.id) - static_cast<std::int64_t>(before.id));
        before = note;
    }
}

/// From one event to the next.
score::Tick readStep(ByteReader& in) {
    return score::Tick(in.within(-kMostTicks, kMostTicks));
}

score::Tick readTick(ByteReader& in) {
    return score::Tick(in.within(0, kMostTicks));
}

int readInt(ByteReader& in, int low, int high) {
    return static_cast<int>(in.within(low, high));
}

score::EventList readEvents(ByteReader& in) {
    score::EventListBuilder out;
    score::Tick before;
    for (auto left = in.count(5); left > 0 && in.ok(); --left) {
        score::Event event;
        event.tick = before + readStep(in);
        event.status = static_cast<std::uint8_t>(in.byte());
        event.first = static_cast<std::uint8_t>(in.byte());
        event.second = static_cast<std::uint8_t>(in.byte());
        const auto flags = in.byte();
        event.place = static_cast<score::Place>(flags & 3U);
        event.foreign = (flags & kForeign) != 0;
        const bool known = event.status >= 0xA0 && (flags & 3U) <= 2 && event.tick >= before &&
                           event.tick <= score::Tick(kMostTicks);
        if (!known) in.fail();
        const auto text = event.isChannelMessage() ? std::string() : in.text();
        out.add(event, std::as_bytes(std::span(text)));
        before = event.tick;
    }
    return std::move(out).build();
}

void readMaps(ByteReader& in, score::Score& score, bool withEvents) {
    const int ppq = score.ppq();
    score.title = in.text();
    std::vector<score::TempoEvent> tempo(in.count(2));
    for (auto& event : tempo) {
        event.tick = readTick(in);
        event.microsPerQuarter = static_cast<std::uint32_t>(in.number());
    }
    score.tempo = score::TempoMap(ppq, std::move(tempo));
    std::vector<score::MeterEvent> meter(in.count(3));
    for (auto& event : meter) {
        event.tick = readTick(in);
        event.numerator = readInt(in, 1, 255);
        event.denominator = readInt(in, 1, 64);
    }
    score.meter = score::MeterMap(ppq, std::move(meter));
    score.keys.resize(in.count(3));
    for (auto& event : score.keys) {
        event.tick = readTick(in);
        event.sharps = readInt(in, -7, 7);
        event.minor = in.byte() != 0;
    }
    score.markers.resize(in.count(2));
    for (auto& marker : score.markers) {
        marker.tick = readTick(in);
        marker.text = in.text();
    }
    if (!withEvents) return;
    score.events = readEvents(in);
    score.sheets.resize(in.count(2));
    for (auto& sheet : score.sheets) {
        sheet.before = readInt(in, 0, std::numeric_limits<int>::max());
        sheet.events = readEvents(in);
    }
}

score::TrackInfo readInfo(ByteReader& in) {
    score::TrackInfo info;
    info.name = in.text();
    info.channel = readInt(in, 0, 15);
    info.program = readInt(in, 0, 127);
    info.bank = readInt(in, 0, 16383);
    info.volume = readInt(in, 0, 127);
    info.pan = readInt(in, 0, 127);
    const auto flags = in.byte();
    info.mute = (flags & kMute) != 0;
    info.solo = (flags & kSolo) != 0;
    info.locked = (flags & kLocked) != 0;
    if (flags >> kKitShift > static_cast<unsigned>(score::Kit::melodic)) in.fail();
    info.kit = static_cast<score::Kit>(flags >> kKitShift & 3U);
    return info;
}

score::Track readTrack(ByteReader& in, bool withEvents) {
    auto info = readInfo(in);
    auto events = withEvents ? readEvents(in) : score::EventList{};
    std::vector<score::Note> notes(in.count(5));
    score::Note before;
    for (auto& note : notes) {
        note.onset = before.onset + readStep(in);
        if (note.onset < score::Tick(0) || note.onset > score::Tick(kMostTicks)) in.fail();
        note.length = score::Tick(in.within(0, kMostTicks));
        note.pitch = score::Pitch(static_cast<int>(in.byte() & 0x7F));
        const auto velocity = in.byte();
        note.velocity = static_cast<std::uint8_t>(std::max(velocity & 0x7FU, 1U));
        if (withEvents && (velocity & kHasRelease))
            note.release = static_cast<std::uint8_t>(in.byte() & 0x7FU);
        const auto id = static_cast<std::int64_t>(before.id) + in.within(-kMostIds, kMostIds);
        if (id < 0 || id > kMostIds) in.fail();
        note.id = static_cast<score::NoteId>(id);
        if (!in.ok()) break;
        before = note;
    }
    score::Track track(std::move(info), std::move(notes));
    track.events = std::move(events);
    return track;
}

Error damaged() {
    return Error{"the stored music is damaged: open an earlier copy of the session"};
}

} // namespace

std::vector<std::byte> encodeScore(const score::Score& score) {
    ByteWriter out;
    out.raw(std::as_bytes(std::span(kMagic)));
    out.byte(kVersion);
    out.number(static_cast<std::uint64_t>(score.ppq()));
    writeMaps(out, score);
    out.number(static_cast<std::uint64_t>(score.trackCount()));
    for (int i = 0; i < score.trackCount(); ++i) writeTrack(out, score.track(i));
    const auto seal = sealOf(out.bytes());
    out.raw(std::as_bytes(std::span(seal)));
    return out.take();
}

Result<score::Score> decodeScore(std::span<const std::byte> bytes) {
    if (bytes.size() < kMagic.size() + 1 + kSealSize ||
        std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) != 0)
        return Error{"this is not music of Contrafact Studio"};
    const auto body = bytes.first(bytes.size() - kSealSize);
    const auto seal = sealOf(body);
    if (std::memcmp(seal.data(), bytes.last(kSealSize).data(), kSealSize) != 0) return damaged();
    const auto version = std::to_integer<unsigned>(bytes[kMagic.size()]);
    if (version > kVersion)
        return Error{"this music was stored by a newer Contrafact Studio: update the program"};

    ByteReader in(body.subspan(kMagic.size() + 1));
    score::Score score(static_cast<int>(std::min<std::uint64_t>(in.number(), 0x7FFF)));
    const bool withEvents = version >= kFirstWithEvents;
    readMaps(in, score, withEvents);
    const auto tracks = in.count(8);
    for (std::size_t i = 0; i < tracks && in.ok(); ++i) score.addTrack(readTrack(in, withEvents));
    if (!in.ok() || !in.atEnd()) return damaged();
    return score;
}

} // namespace contrafact::score
