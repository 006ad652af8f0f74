// SPDX-License-Identifier: GPL-3.0-or-later
// From the events of one file track to notes by channel, to what else the track carries, and to
// what holds for the whole file.
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

/// A text as the file has it, at a time.
struct RawText {
    score::Tick tick;
    std::string bytes;
};

/// What tracks say for the whole file, whichever track says it.
struct Conductor {
    std::vector<score::TempoEvent> tempo;
    std::vector<score::MeterEvent> meter;
    std::vector<score::KeyEvent> keys;
    std::vector<RawText> markers;
    std::string provenance;
};

/// One channel's notes of a file track.
struct Part {
    int channel = 0;
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

    /// What the last track held: the notes of channels that have some, and of everything else what
    /// `choose(score::Event&)` is true for. It comes with its channel messages marked as foreign
    /// and may be changed.
    std::vector<Part> takeParts();
    template<typename Choose>
    score::EventList events(Choose choose) const {
        score::EventListBuilder out;
        for (auto event : m_others)
            if (choose(event))
                out.add(event, event.isChannelMessage() ? Bytes{} : m_contents[event.content]);
        return std::move(out).build();
    }
    bool hasEvents() const { return !m_others.empty(); }
    /// The bytes of the track's name, and some of the file's texts so far that are not plain ASCII,
    /// line by line: what their encoding is guessed from.
    const std::string& name() const { return m_name; }
    const std::string& sampleOfTexts() const { return m_sample; }
    const IssueCounts& issues() const { return m_issues; }

    // The sink of readEvents. What comes with every note is inline for it, within the .cpp.
    bool goOn(std::size_t used) { return ++m_events % kPollEvery != 0 || m_goOn(used); }
    void issue(Issue issue) { m_issues.add(issue); }
    inline void advance(std::uint32_t ticks);
    inline void noteOn(int channel, int pitch, int velocity);
    inline void noteOff(int channel, int pitch, int velocity);
    inline void message(std::uint8_t status, int first, int second);
    void exclusive(std::uint8_t status, Bytes content);
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
        std::vector<score::Note> notes;
        std::array<OpenNotes, 128> open;
        score::Tick lastOn{-1};  ///< when a note last began
        score::Tick lastOff{-1}; ///< when a note last ended
    };

    void clear(Bytes track);
    void closeOpenNotes(Channel& channel);
    void standBeforeEnds(int channel);
    bool conduct(int type, Bytes content);
    void keep(score::Event event);
    void keep(score::Event event, Bytes content);

    Conductor& m_conductor;
    GoOn m_goOn;
    unsigned m_events = 0;
    std::array<Channel, 16> m_channels;
    std::vector<score::Event> m_others; ///< `content` is an index of m_contents
    std::vector<Bytes> m_contents;      ///< in the bytes of the file
    score::Tick m_lastOther{-1};        ///< the tick of the last of them
    score::Tick m_lastOn{-1};           ///< when a note of any channel last began
    score::Tick m_lastEnd{-1};          ///< when one last ended
    std::string m_name;
    std::string m_sample;
    IssueCounts m_issues;
    score::Tick m_tick;
    score::NoteId m_nextId = 1;
};

} // namespace contrafact::midi
