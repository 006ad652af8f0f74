// SPDX-License-Identifier: GPL-3.0-or-later
// What music carries besides notes, as MIDI files have it: controllers, bends, pressures, programs,
// texts, system exclusive. A value that is shared until it is replaced.
#pragma once

#include "core/score/types.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace contrafact::score {

/// Where an event stands among the note messages of its own tick.
enum class Place : std::uint8_t {
    first,   ///< before notes end
    between, ///< after notes have ended, before others begin
    last     ///< after notes have begun
};

/// One event, 16 bytes. Texts and system exclusive are longer; what does not fit lies in the list.
struct Event {
    Tick tick;
    /// 0xA0..0xE0 with a channel: polyphonic pressure, controller, program, channel pressure, bend.
    /// 0xF0 system exclusive, 0xF7 its continuation; 0xFF a meta event.
    std::uint8_t status = 0;
    /// Controller, program, pitch, low half of a bend, or the type of a meta event.
    std::uint8_t first = 0;
    std::uint8_t second = 0;
    Place place : 2 = Place::between;
    /// Of a channel message: it is for the channel in `status`, not for that of its track.
    bool foreign : 1 = false;
    std::uint32_t content = 0; ///< its list knows what it means

    bool isChannelMessage() const { return status < 0xF0; }
    bool isMeta() const { return status == 0xFF; }
    bool isMeta(int type) const { return isMeta() && first == type; }
    bool isExclusive() const { return status == 0xF0 || status == 0xF7; }
    int kind() const { return status & 0xF0; }
    /// The channel it is for, in a track of `trackChannel`.
    int channel(int trackChannel) const { return foreign ? status & 0x0F : trackChannel; }
    /// Equal but for the bytes of a long one.
    bool sameHead(const Event& other) const {
        return tick == other.tick && status == other.status && first == other.first &&
               second == other.second && place == other.place && foreign == other.foreign;
    }
};

static_assert(sizeof(Event) == 16);

inline constexpr std::uint8_t kMetaStatus = 0xFF;
inline constexpr int kPolyPressure = 0xA0;
inline constexpr int kController = 0xB0;
inline constexpr int kProgram = 0xC0;
inline constexpr int kChannelPressure = 0xD0;
inline constexpr int kPitchBend = 0xE0;

/// Events in order of time; those of one tick in the order of the file. Copying is O(1).
class EventList {
public:
    bool empty() const { return m_data == nullptr; }
    std::size_t size() const { return events().size(); }
    std::span<const Event> events() const;
    auto begin() const { return events().begin(); }
    auto end() const { return events().end(); }
    /// The bytes of a system exclusive or meta event of this list; empty for others.
    std::span<const std::byte> content(const Event& event) const;
    std::string_view text(const Event& event) const;

    /// Equal event for event and byte for byte.
    bool operator==(const EventList& other) const;

private:
    friend class EventListBuilder;
    struct Data {
        std::vector<Event> events;
        std::vector<std::byte> bytes;
    };
    std::shared_ptr<const Data> m_data; ///< null when there is nothing
};

/// Gathers events for a list.
class EventListBuilder {
public:
    void reserve(std::size_t events) { m_data.events.reserve(events); }
    void add(Event event) { m_data.events.push_back(event); }
    /// A system exclusive or meta event with its bytes.
    void add(Event event, std::span<const std::byte> content);
    /// An event of another list.
    void add(const EventList& from, const Event& event) { add(event, from.content(event)); }
    bool empty() const { return m_data.events.empty(); }

    /// In order of ticks; those of one tick stay in the order in which they came.
    EventList build() &&;

private:
    EventList::Data m_data;
};

/// The events of `list` that `keep(const Event&)` is true for.
template<typename Keep>
EventList filtered(const EventList& list, Keep&& keep) {
    EventListBuilder out;
    for (const auto& event : list)
        if (keep(event)) out.add(list, event);
    return std::move(out).build();
}

} // namespace contrafact::score
