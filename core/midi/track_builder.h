// SPDX-License-Identifier: GPL-3.0-or-later
// From the events of one file track to notes by channel and to what holds for the whole file.
#pragma once

#include "core/midi/track_events.h"
#include "core/score/score.h"

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace contrafact::midi {

/// Opens the text event that carries how a piece was composed.
inline constexpr char kProvenancePrefix[] = "contrafact: ";

/// What tracks say for the whole file, whichever track says it.
struct Conductor {
    std::vector<score::TempoEvent> tempo;
    std::vector<score::MeterEvent> meter;
    std::vector<score::KeyEvent> keys;
    std::vector<score::Marker> markers;
    std::string provenance;
};

/// Program and mixer state of a channel, -1 where nothing was said. Until the first note the last
/// word counts; after it only what was not said before.
struct ChannelSetup {
    int program = -1, bankHigh = -1, bankLow = -1, volume = -1, pan = -1;
};

/// One channel's part of a file track.
struct Part {
    int channel = 0;
    std::string name;
    ChannelSetup setup;
    std::vector<score::Note> notes; ///< in order of onset
};

/// Called between events with the bytes used so far; false stops the reading.
using GoOn = std::function<bool(std::size_t)>;

class TrackBuilder {
public:
    /// @param conductor gets what concerns the whole file; @param goOn is asked now and then
    TrackBuilder(Conductor& conductor, GoOn goOn);

    /// Reads one track. @return how many of its bytes were used
    std::size_t read(Bytes track);

    /// What the last track held; `takeParts` only the channels that have notes.
    std::vector<Part> takeParts();
    const std::string& name() const { return m_name; }
    const IssueCounts& issues() const { return m_issues; }
    /// Setup by channel as the first track that says something has it; for parts whose own track
    /// says nothing (channels belong to the whole file).
    const std::array<ChannelSetup, 16>& fileSetup() const { return m_fileSetup; }

    // The sink of readEvents. What comes with every note is inline for it, within the .cpp.
    bool goOn(std::size_t used) { return ++m_events % kPollEvery != 0 || m_goOn(used); }
    void issue(Issue issue) { m_issues.add(issue); }
    inline void advance(std::uint32_t ticks);
    inline void noteOn(int channel, int pitch, int velocity);
    inline void noteOff(int channel, int pitch);
    void controller(int channel, int number, int value);
    void program(int channel, int value);
    void meta(int type, Bytes content);

private:
    static constexpr unsigned kPollEvery = 1U << 16;

    /// Notes that still sound, of one channel and pitch, first in first out: indices into the
    /// channel's notes. While a note sounds, its `length` holds the index of the next one.
    struct OpenNotes {
        std::int64_t first = -1;
        std::int64_t last = -1;
    };
    struct Channel {
        ChannelSetup setup;
        std::vector<score::Note> notes;
        std::array<OpenNotes, 128> open;
    };

    void clear(Bytes track);
    void closeOpenNotes(Channel& channel);
    void set(int channel, int ChannelSetup::*field, int value);

    Conductor& m_conductor;
    GoOn m_goOn;
    unsigned m_events = 0;
    std::array<Channel, 16> m_channels;
    std::array<ChannelSetup, 16> m_fileSetup;
    std::string m_name;
    IssueCounts m_issues;
    score::Tick m_tick;
    score::NoteId m_nextId = 1;
};

} // namespace contrafact::midi
