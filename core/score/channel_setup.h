// SPDX-License-Identifier: GPL-3.0-or-later
// How channels sound. The events of a score say it as MIDI does, anywhere and for all tracks of a
// channel; TrackInfo says it for one track, and where a person has changed that, it wins. Reader,
// writer and player all ask here.
#pragma once

#include "core/score/score.h"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace contrafact::score {

/// A channel 0..15 of a port 0..127; files with more than 16 channels have several ports.
struct PortChannel {
    int port = 0;
    int channel = 0;
    auto operator<=>(const PortChannel&) const = default;
};

/// The port that events name (meta event 0x21), 0 when they name none.
int portOf(const EventList& events);

/// What one thing has been over time, as events say it.
class Timeline {
public:
    /// Between the events before the notes that begin at `tick` and those after.
    static std::int64_t onsetsOf(Tick tick) { return tick.value * 2 + 1; }
    static std::int64_t placeOf(const Event& event) {
        return event.tick.value * 2 + (event.place == Place::last ? 2 : 0);
    }

    void add(std::int64_t place, int value) { m_values.emplace_back(place, value); }
    void sort();
    /// The last value before that place and the first one at all; -1 when there is none.
    int before(std::int64_t place) const;
    int first() const { return m_values.empty() ? -1 : m_values.front().second; }
    /// Where the value of before(), or else of first(), was said; `place` when nothing was.
    std::int64_t saidAt(std::int64_t place) const;

private:
    std::vector<std::pair<std::int64_t, int>> m_values;
};

/// Everything that events say of channels, found once for a score.
class SaidSetups {
public:
    explicit SaidSetups(const Score& score);

    /// The track's info with program, bank, volume, pan and kit as events alone say them: the last
    /// word before its first note, its own before that of others; a program that comes later than
    /// that is still its program.
    TrackInfo of(int track) const;
    /// Whether there is any message for that channel.
    bool speaksOf(const PortChannel& channel) const { return m_channels.contains(channel); }

private:
    struct Channel {
        Timeline program, bankHigh, bankLow, volume, pan;
        Timeline drums; ///< 1 and 0, as system exclusive says
    };

    static void addTo(Channel& channel, const Event& event);
    void addList(const EventList& events, int trackChannel);
    void addExclusive(const EventList& events, const Event& event, int port);
    Kit kitOf(int channel, int bankHigh, std::int64_t place, const Channel& shared) const;

    const Score& m_score;
    std::map<PortChannel, Channel> m_channels;
    Timeline m_systems;
};

/// The channel each track has in a file and at a MIDI device. Tracks stay on a channel that the
/// file's events speak of, and share one that nothing is said of when they sound alike; one whose
/// sound was changed since or differs gets a free channel when it would share. Drums are on channel
/// 10 unless events put them elsewhere.
std::vector<PortChannel> placedChannels(const Score& score, const SaidSetups& said);

/// The events of a track where its info wins over what they say. A choice takes the place of what
/// was said before the first note; later programs and banks give way to it, later volumes are
/// scaled.
EventList effectiveEvents(const Track& track, const TrackInfo& said);

/// Messages at tick 0 that `effective` lacks for the track to sound as its info has it: what is
/// neither in it nor, unchanged, anywhere else on a channel that is `spokenOf`.
std::vector<Event> unsaidSetup(const Track& track, const EventList& effective,
                               const TrackInfo& said, bool spokenOf);

} // namespace contrafact::score
