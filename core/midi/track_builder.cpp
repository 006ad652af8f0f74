// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/midi/track_builder.h"

#include "core/midi/text.h"

#include <algorithm>
#include <cstring>

namespace contrafact::midi {

namespace {

using score::Event;
using score::Note;
using score::Tick;

/// Later than any music; so far below the limits of the type that sums cannot overflow.
constexpr Tick kEndOfTime{std::int64_t{1} << 40};

/// From this size of a track on, its notes are counted before they are stored: they take several
/// times its size, and storing them in space that grows would take twice that. Below, growing space
/// that is used again for every track is quicker.
constexpr std::size_t kCountFirst = 1 << 18;

/// Counts the notes of each channel, and everything else.
struct NoteCounter {
    std::array<std::size_t, 16> notes{};
    std::size_t others = 0;

    bool goOn(std::size_t) { return true; }
    void issue(Issue) {}
    void advance(std::uint32_t) {}
    void noteOn(int channel, int, int) { ++notes[static_cast<std::size_t>(channel)]; }
    void noteOff(int, int, int) {}
    void message(std::uint8_t, int, int) { ++others; }
    void exclusive(std::uint8_t, Bytes) { ++others; }
    void meta(int, Bytes) { ++others; }
};

std::uint8_t byteAt(Bytes bytes, std::size_t i) {
    return std::to_integer<std::uint8_t>(bytes[i]);
}

bool readTempo(Conductor& conductor, Tick tick, Bytes content) {
    if (content.size() != 3 || bigEndian(content) == 0) return false;
    conductor.tempo.push_back({tick, bigEndian(content)});
    return true;
}

bool readMeter(Conductor& conductor, Tick tick, Bytes content) {
    constexpr int kLargestPower = 6; // sixty-fourths
    if (content.size() < 2 || byteAt(content, 0) == 0 || byteAt(content, 1) > kLargestPower)
        return false;
    conductor.meter.push_back({tick, byteAt(content, 0), 1 << byteAt(content, 1)});
    return true;
}

bool readKey(Conductor& conductor, Tick tick, Bytes content) {
    if (content.size() < 2) return false;
    const int sharps = static_cast<std::int8_t>(byteAt(content, 0));
    if (sharps < -7 || sharps > 7 || byteAt(content, 1) > 1) return false;
    conductor.keys.push_back({tick, sharps, byteAt(content, 1) == 1});
    return true;
}

bool isProvenance(Bytes content) {
    constexpr auto length = sizeof kProvenancePrefix - 1;
    return content.size() >= length && std::memcmp(content.data(), kProvenancePrefix, length) == 0;
}

std::string textOf(Bytes content) {
    return {reinterpret_cast<const char*>(content.data()), content.size()};
}

bool isAscii(Bytes content) {
    return std::ranges::all_of(content, [](std::byte b) { return b < std::byte{0x80}; });
}

std::string provenanceIn(Bytes content) {
    const auto text = content.subspan(sizeof kProvenancePrefix - 1);
    const std::string_view view(reinterpret_cast<const char*>(text.data()), text.size());
    return isUtf8(view) ? std::string(view) : decodeText(text);
}

} // namespace

TrackBuilder::TrackBuilder(Conductor& conductor, GoOn goOn)
    : m_conductor(conductor)
    , m_goOn(std::move(goOn)) {}

void TrackBuilder::advance(std::uint32_t ticks) {
    m_tick += Tick(ticks);
    if (m_tick <= kEndOfTime) return;
    m_tick = kEndOfTime;
    m_issues.add(Issue::lateTick);
}

void TrackBuilder::noteOn(int channel, int pitch, int velocity) {
    auto& [notes, open, lastOn, lastOff] = m_channels[static_cast<std::size_t>(channel)];
    auto& queue = open[static_cast<std::size_t>(pitch)];
    const auto index = static_cast<std::int64_t>(notes.size());
    if (queue.first < 0)
        queue.first = index;
    else
        notes[static_cast<std::size_t>(queue.last)].length = Tick(index);
    queue.last = index;
    lastOn = m_lastOn = m_tick;
    notes.push_back({.onset = m_tick,
                     .length = Tick(-1),
                     .pitch = score::Pitch(pitch),
                     .velocity = static_cast<std::uint8_t>(velocity),
                     .id = m_nextId++});
}

void TrackBuilder::noteOff(int channel, int pitch, int velocity) {
    auto& [notes, open, lastOn, lastOff] = m_channels[static_cast<std::size_t>(channel)];
    auto& queue = open[static_cast<std::size_t>(pitch)];
    if (queue.first < 0) {
        m_issues.add(Issue::strayOff);
        return;
    }
    auto& note = notes[static_cast<std::size_t>(queue.first)];
    queue.first = note.length.value;
    note.length = m_tick - note.onset;
    note.release = static_cast<std::uint8_t>(velocity);
    if (m_lastOther == m_tick && lastOff != m_tick && lastOn != m_tick) standBeforeEnds(channel);
    lastOff = m_lastEnd = m_tick;
}

/// The first note of this tick ends after some events of its channel.
void TrackBuilder::standBeforeEnds(int channel) {
    for (auto event = m_others.rbegin(); event != m_others.rend() && event->tick == m_tick; ++event)
        if (event->place == score::Place::between && event->channel(-1) == channel)
            event->place = score::Place::first;
}

void TrackBuilder::keep(Event event) {
    event.tick = m_tick;
    m_others.push_back(event);
    m_lastOther = m_tick;
}

void TrackBuilder::keep(Event event, Bytes content) {
    event.content = static_cast<std::uint32_t>(m_contents.size());
    event.place = m_lastOn == m_tick ? score::Place::last : score::Place::between;
    m_contents.push_back(content);
    keep(event);
}

void TrackBuilder::message(std::uint8_t status, int first, int second) {
    Event event;
    event.status = status;
    event.first = static_cast<std::uint8_t>(first);
    event.second = static_cast<std::uint8_t>(second);
    event.foreign = true;
    if (m_channels[status & 0x0FU].lastOn == m_tick) event.place = score::Place::last;
    keep(event);
}

void TrackBuilder::exclusive(std::uint8_t status, Bytes content) {
    Event event;
    event.status = status;
    keep(event, content);
}

std::size_t TrackBuilder::read(Bytes track) {
    clear(track);
    const auto used = readEvents(track, *this);
    for (auto& channel : m_channels) closeOpenNotes(channel);
    return used;
}

void TrackBuilder::clear(Bytes track) {
    for (auto& channel : m_channels) {
        channel.notes.clear();
        channel.lastOn = channel.lastOff = Tick(-1);
    }
    m_others.clear();
    m_contents.clear();
    m_lastOther = m_lastOn = m_lastEnd = Tick(-1);
    if (track.size() > kCountFirst) {
        NoteCounter counter;
        readEvents(track, counter);
        for (std::size_t i = 0; i < m_channels.size(); ++i)
            m_channels[i].notes.reserve(counter.notes[i]);
        m_others.reserve(counter.others);
    }
    m_name.clear();
    m_issues = {};
    m_tick = {};
}

std::vector<Part> TrackBuilder::takeParts() {
    std::vector<Part> parts;
    for (std::size_t i = 0; i < m_channels.size(); ++i) {
        auto& notes = m_channels[i].notes;
        if (notes.empty()) continue;
        parts.push_back({static_cast<int>(i), {}});
        // A copy has the right size, and the space stays for the next track.
        if (notes.capacity() * sizeof(Note) > kCountFirst)
            parts.back().notes = std::move(notes);
        else
            parts.back().notes = notes;
    }
    return parts;
}

void TrackBuilder::closeOpenNotes(Channel& channel) {
    if (channel.notes.empty()) return;
    for (auto& queue : channel.open)
        while (queue.first >= 0) {
            auto& note = channel.notes[static_cast<std::size_t>(queue.first)];
            queue.first = note.length.value;
            note.length = m_tick - note.onset;
            m_issues.add(Issue::hungNote);
        }
}

/// Takes what concerns the whole file out of a meta event; false when it is damaged.
bool TrackBuilder::conduct(int type, Bytes content) {
    const auto check = [this](bool good, Issue issue) {
        if (!good) m_issues.add(issue);
        return good;
    };
    switch (type) {
    case kMetaText:
        if (isProvenance(content)) m_conductor.provenance = provenanceIn(content);
        return true;
    case kMetaName:
        if (m_name.empty()) m_name = textOf(content);
        return true;
    case kMetaMarker:
        m_conductor.markers.push_back({m_tick, textOf(content)});
        return true;
    case kMetaTempo:
        return check(readTempo(m_conductor, m_tick, content), Issue::badTempo);
    case kMetaMeter:
        return check(readMeter(m_conductor, m_tick, content), Issue::badMeter);
    case kMetaKey:
        return check(readKey(m_conductor, m_tick, content), Issue::badKey);
    case kMetaEndOfTrack: // kept where a track goes on after its last event
        return m_tick > std::max(m_lastOther, m_lastEnd);
    default:
        return true;
    }
}

void TrackBuilder::meta(int type, Bytes content) {
    constexpr std::size_t kSample = 1 << 14; // enough to tell an encoding by
    const bool isText = type >= kMetaText && type < 0x10;
    if (isText && m_sample.size() < kSample && !isAscii(content))
        m_sample.append(textOf(content.first(std::min(content.size(), kSample)))).push_back('\n');
    if (!conduct(type, content)) return;
    Event event;
    event.status = kMeta;
    event.first = static_cast<std::uint8_t>(type);
    keep(event, content);
}

} // namespace contrafact::midi
