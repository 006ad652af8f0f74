// SPDX-License-Identifier: GPL-3.0-or-later
// A track: what plays (name, channel, program, mixer state), its sorted notes and what else it
// carries. A value, shared copy-on-write by Score.
#pragma once

#include "core/score/events.h"
#include "core/score/note.h"

#include <span>
#include <string>
#include <vector>

namespace contrafact::score {

/// Whether a track plays a drum kit. Only General MIDI has a fixed channel for it.
enum class Kit : std::uint8_t { byChannel, drums, melodic };

/// What a track is apart from its notes.
struct TrackInfo {
    std::string name; ///< UTF-8
    int channel = 0;  ///< MIDI channel 0..15; 9 is drums unless `kit` says otherwise
    // How it sounds when it begins; its events may change that on the way.
    int program = 0;  ///< General MIDI program 0..127
    int bank = 0;     ///< 0..16383
    int volume = 100; ///< MIDI CC7, 0..127
    int pan = 64;     ///< MIDI CC10, 0..127
    bool mute = false;
    bool solo = false;
    bool locked = false; ///< composing and editing leave its notes alone
    Kit kit = Kit::byChannel;
    bool operator==(const TrackInfo&) const = default;
    bool isDrums() const { return kit == Kit::drums || (kit == Kit::byChannel && channel == 9); }
};

class Track {
public:
    TrackInfo info;
    /// As they came: what `info` says differently holds instead (see channel_setup.h).
    EventList events;

    Track() = default;
    explicit Track(TrackInfo i, std::vector<Note> notes = {});

    /// Sorted by Note::operator<.
    std::span<const Note> notes() const { return m_notes; }
    /// The longest note: a query for notes sounding at t starts its search at t - maxLength().
    Tick maxLength() const { return m_maxLength; }
    /// One past the end of the last sounding note; 0 when empty.
    Tick end() const;

    /// Takes all notes at once (any order) and sorts them.
    void setNotes(std::vector<Note> notes);
    void insert(const Note& note);
    /// Removes the note with this id; false when there is none.
    bool remove(NoteId id);
    const Note* find(NoteId id) const;
    /// Takes notes out (found by onset, pitch and id) and puts others in, in one pass.
    void replace(std::span<const Note> removed, std::vector<Note> added);

    /// Calls `visit(const Note&)` for each note that sounds within `range` (overlap), in order.
    template<typename Visit>
    void forEachIn(TickRange range, Visit&& visit) const;

    bool operator==(const Track&) const = default;

private:
    std::vector<Note>::const_iterator firstFrom(Tick onset) const;
    void updateMaxLength();

    std::vector<Note> m_notes;
    Tick m_maxLength;
};

template<typename Visit>
void Track::forEachIn(TickRange range, Visit&& visit) const {
    for (auto it = firstFrom(range.begin - m_maxLength);
         it != m_notes.end() && it->onset < range.end; ++it) {
        // A zero-length note still shows at its onset.
        if (it->end() > range.begin || it->onset >= range.begin) visit(*it);
    }
}

} // namespace contrafact::score
