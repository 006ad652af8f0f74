// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/midi/track_builder.h"

#include "core/midi/text.h"

#include <algorithm>
#include <cstring>

namespace contrafact::midi {

namespace {

using score::Note;
using score::Tick;

/// Later than any music; so far below the limits of the type that sums cannot overflow.
constexpr Tick kEndOfTime{std::int64_t{1} << 40};

/// From this size of a track on, its notes are counted before they are stored: they take several
/// times its size, and storing them in space that grows would take twice that. Below, growing space
/// that is used again for every track is quicker.
constexpr std::size_t kCountFirst = 1 << 18;

/// Counts the notes of each channel.
struct NoteCounter {
    std::array<std::size_t, 16> notes{};

    bool goOn(std::size_t) { return true; }
    void issue(Issue) {}
    void advance(std::uint32_t) {}
    void noteOn(int channel, int, int) { ++notes[static_cast<std::size_t>(channel)]; }
    void noteOff(int, int) {}
    void controller(int, int, int) {}
    void program(int, int) {}
    void meta(int, Bytes) {}
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
    auto& [setup, notes, open] = m_channels[static_cast<std::size_t>(channel)];
    auto& queue = open[static_cast<std::size_t>(pitch)];
    const auto index = static_cast<std::int64_t>(notes.size());
    if (queue.first < 0)
        queue.first = index;
    else
        notes[static_cast<std::size_t>(queue.last)].length = Tick(index);
    queue.last = index;
    notes.push_back({.onset = m_tick,
                     .length = Tick(-1),
                     .pitch = score::Pitch(pitch),
                     .velocity = static_cast<std::uint8_t>(velocity),
                     .id = m_nextId++});
}

void TrackBuilder::noteOff(int channel, int pitch) {
    auto& [setup, notes, open] = m_channels[static_cast<std::size_t>(channel)];
    auto& queue = open[static_cast<std::size_t>(pitch)];
    if (queue.first < 0) {
        m_issues.add(Issue::strayOff);
        return;
    }
    auto& note = notes[static_cast<std::size_t>(queue.first)];
    queue.first = note.length.value;
    note.length = m_tick - note.onset;
}

std::size_t TrackBuilder::read(Bytes track) {
    clear(track);
    const auto used = readEvents(track, *this);
    for (auto& channel : m_channels) closeOpenNotes(channel);
    return used;
}

void TrackBuilder::clear(Bytes track) {
    for (auto& channel : m_channels) {
        channel.setup = {};
        channel.notes.clear();
    }
    if (track.size() > kCountFirst) {
        NoteCounter counter;
        readEvents(track, counter);
        for (std::size_t i = 0; i < m_channels.size(); ++i)
            m_channels[i].notes.reserve(counter.notes[i]);
    }
    m_name.clear();
    m_issues = {};
    m_tick = {};
}

std::vector<Part> TrackBuilder::takeParts() {
    std::vector<Part> parts;
    for (std::size_t i = 0; i < m_channels.size(); ++i) {
        auto& [setup, notes, open] = m_channels[i];
        if (notes.empty()) continue;
        parts.push_back({static_cast<int>(i), m_name, setup, {}});
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

void TrackBuilder::controller(int channel, int number, int value) {
    switch (number) {
    case 0:
        return set(channel, &ChannelSetup::bankHigh, value);
    case 32:
        return set(channel, &ChannelSetup::bankLow, value);
    case 7:
        return set(channel, &ChannelSetup::volume, value);
    case 10:
        return set(channel, &ChannelSetup::pan, value);
    default:
        return;
    }
}

void TrackBuilder::program(int channel, int value) {
    set(channel, &ChannelSetup::program, value);
}

void TrackBuilder::set(int channel, int ChannelSetup::*field, int value) {
    const auto index = static_cast<std::size_t>(channel);
    auto& own = m_channels[index].setup.*field;
    if (own < 0 || m_channels[index].notes.empty()) own = value;
    if (m_fileSetup[index].*field < 0) m_fileSetup[index].*field = value;
}

void TrackBuilder::meta(int type, Bytes content) {
    switch (type) {
    case 0x01:
        if (isProvenance(content)) m_conductor.provenance = provenanceIn(content);
        return;
    case 0x03:
        if (m_name.empty()) m_name = decodeText(content);
        return;
    case 0x06:
        m_conductor.markers.push_back({m_tick, decodeText(content)});
        return;
    case 0x51:
        if (!readTempo(m_conductor, m_tick, content)) m_issues.add(Issue::badTempo);
        return;
    case 0x58:
        if (!readMeter(m_conductor, m_tick, content)) m_issues.add(Issue::badMeter);
        return;
    case 0x59:
        if (!readKey(m_conductor, m_tick, content)) m_issues.add(Issue::badKey);
        return;
    default:
        return;
    }
}

} // namespace contrafact::midi
