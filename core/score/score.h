// SPDX-License-Identifier: GPL-3.0-or-later
// A piece of music as a value: copying is O(tracks), because tracks are shared until written to.
// Used on every thread; a copy is a snapshot.
#pragma once

#include "core/score/tempo_map.h"
#include "core/score/track.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace contrafact::score {

struct Marker {
    Tick tick;
    std::string text; ///< UTF-8
    bool operator==(const Marker&) const = default;
};

/// A file track in which nothing sounds: texts, or the setup of other tracks' channels.
struct Sheet {
    int before = 0; ///< the track it stands before in a file
    EventList events;
    bool operator==(const Sheet&) const = default;
};

class Score {
public:
    explicit Score(int ppq = kDefaultPpq);

    int ppq() const { return tempo.ppq(); }

    std::string title; ///< UTF-8
    TempoMap tempo;
    MeterMap meter;
    std::vector<KeyEvent> keys;
    std::vector<Marker> markers;
    EventList events; ///< what the conductor track of a file carries besides the above
    std::vector<Sheet> sheets;

    int trackCount() const { return static_cast<int>(m_tracks.size()); }
    const Track& track(int index) const { return *m_tracks[static_cast<std::size_t>(index)]; }
    /// Write access: detaches the track from other copies of this score first.
    Track& editTrack(int index);
    /// Adds at the end and returns the index. Notes without an id get one; others keep theirs.
    int addTrack(Track track);
    void insertTrack(int index, Track track);
    void removeTrack(int index);

    std::size_t noteCount() const;
    /// One past the end of the last sounding note.
    Tick end() const;
    Seconds duration() const { return tempo.toSeconds(end()); }
    /// A note id that this score has not used.
    NoteId newNoteId() { return m_nextId++; }
    /// Tells the score that `id` is in use, for notes whose ids were given by a copy of it.
    void markUsed(NoteId id) { m_nextId = std::max(m_nextId, id + 1); }

    /// Equal as music: ids are ignored.
    bool sounds(const Score& other) const;

private:
    std::vector<std::shared_ptr<Track>> m_tracks; ///< shared ones are never written to
    NoteId m_nextId = 1;
};

/// Bars as ticks: [first tick of `bar`, first tick of `bar + count`), bars counted from 0.
TickRange barRange(const Score& score, int bar, int count);
/// The number of bars needed to hold every note; at least 1.
int barCount(const Score& score);

} // namespace contrafact::score
