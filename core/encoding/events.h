// SPDX-License-Identifier: GPL-3.0-or-later
// Bars as a sequence of events, the language of networks that go through music in time:
//   BAR  CHORD c  (AGAIN all d | AGAIN family d ...)  (POS step  NOTE family pitch ...) ...
// POS goes only forwards within a bar, pitches only upwards within a step and family. AGAIN takes
// the place of all notes that a family (or the whole bar) repeats from the bar d back. A NOTE
// carries its length and velocity. Pure; any thread.
#pragma once

#include "core/encoding/bar_grid.h"

#include <optional>
#include <string>

namespace contrafact::encoding {

/// Bars back from which a family's bar may come again, and a whole one.
inline constexpr std::array<int, 5> kFamilyBack{1, 2, 4, 8, 16};
inline constexpr std::array<int, 8> kWholeBack{1, 2, 4, 8, 12, 16, 24, 32};
inline constexpr int kFamilyBacks = static_cast<int>(kFamilyBack.size());
inline constexpr int kWholeBacks = static_cast<int>(kWholeBack.size());

/// Notes as numbers: each pitched family's 88 pitches, then the drums.
inline constexpr int kEventPitches = kHighestPitch - kLowestPitch + 1;
inline constexpr int kPitchedNotes = (kFamilies - 1) * kEventPitches;
inline constexpr int kNotes = kPitchedNotes + kHighestDrum - kLowestDrum + 1;
int noteIndex(int family, int pitch);
struct NoteName {
    int family = 0;
    int pitch = 0;
};
NoteName noteName(int noteIndex);

/// Where each kind of token begins.
inline constexpr int kBarToken = 0;
inline constexpr int kChordTokens = 1;
inline constexpr int kWholeTokens = kChordTokens + kChords;
inline constexpr int kAgainTokens = kWholeTokens + kWholeBacks;
inline constexpr int kPositionTokens = kAgainTokens + kFamilies * kFamilyBacks;
inline constexpr int kNoteTokens = kPositionTokens + kMostBarSteps;
inline constexpr int kTokens = kNoteTokens + kNotes;

enum class EventKind : std::uint8_t { Bar, Chord, Whole, Again, Position, Note };
EventKind kindOf(int token);
inline int chordToken(int chord) {
    return kChordTokens + chord;
}
inline int wholeToken(int back) {
    return kWholeTokens + back;
}
/// Families in the order of kRankedFamilies, so that AGAIN tokens come in rising order.
inline int againToken(int family, int back) {
    return kAgainTokens + kFamilyRank[static_cast<std::size_t>(family)] * kFamilyBacks + back;
}
inline int positionToken(int step) {
    return kPositionTokens + step;
}
inline int noteToken(int family, int pitch) {
    return kNoteTokens + noteIndex(family, pitch);
}
inline bool isPitchedNote(int token) {
    return token >= kNoteTokens && token < kNoteTokens + kPitchedNotes;
}

struct Event {
    std::int16_t token = kBarToken;
    std::int8_t duration = -1; ///< class, of pitched notes
    std::int8_t velocity = -1; ///< class, of notes
    bool operator==(const Event&) const = default;
};

/// The events' state: all bars so far and the place in the newest. Feeding it is decoding; what a
/// network is told about the past comes from here, in training and composing alike.
class EventState {
public:
    /// The shape that the next BAR takes.
    void setShape(int steps, MeterClass meter);
    /// Precondition: the event may stand here (see EventGrammar).
    void push(const Event& event);

    const std::vector<NoteBar>& bars() const { return m_bars; }
    int bar() const { return static_cast<int>(m_bars.size()) - 1; } ///< -1 before the first
    const NoteBar& current() const { return m_bars.back(); }
    int step() const { return m_step; } ///< of the last POS in this bar, -1 before it
    EventKind lastKind() const { return m_lastKind; }
    int lastToken() const { return m_lastToken; }
    int chord(int bar) const { return m_chords[static_cast<std::size_t>(bar)]; }
    /// Class of distance by which the family's bar came again, -1 where it did not.
    int again(int bar, int family) const {
        return m_again[static_cast<std::size_t>(bar)][static_cast<std::size_t>(family)];
    }
    int whole(int bar) const { return m_whole[static_cast<std::size_t>(bar)]; }
    bool isSpelled(int family) const; ///< its notes in this bar come one by one
    /// Notes of the newest bar in order, those that came AGAIN among them.
    const std::vector<BarNote>& notes() const { return m_bars.back().notes; }
    /// Notes that hold on at this place; `end` counts steps from the newest bar's beginning.
    struct Held {
        BarNote note;
        int end;
    };
    const std::vector<Held>& held() const { return m_held; }
    /// Class of the family's latest note, -1 before the first.
    int velocity(int family) const { return m_velocity[static_cast<std::size_t>(family)]; }

    /// Whether `family`'s notes `back` bars ago can come again in a bar of this length.
    bool canRepeat(int family, int back) const;
    bool canRepeatWhole(int back) const;

private:
    void beginBar();
    void copyFrom(int back, int family);
    void moveTo(int step);
    void addNote(const BarNote& note);

    int m_steps = 48;
    MeterClass m_meter = MeterClass::M44;
    std::vector<NoteBar> m_bars;
    std::vector<int> m_chords;
    std::vector<std::array<std::int8_t, kFamilies>> m_again;
    std::vector<std::int8_t> m_whole;
    std::vector<Held> m_held;   ///< sounding now
    std::vector<BarNote> m_due; ///< of this bar, came AGAIN, not yet reached
    std::array<std::int8_t, kFamilies> m_velocity{-1, -1, -1, -1, -1};
    int m_step = -1;
    EventKind m_lastKind = EventKind::Bar;
    int m_lastToken = kBarToken;
};

/// "bar", "Am" (a chord, "-" for none), "again all 4", "again drums 1", "+12" (a place in the bar,
/// in steps) or "piano C4:12" (a note with its length in steps; drums have none): for people.
std::string eventName(const Event& event);

/// The class of the nearest distance at which `family`'s notes of `bar` stand already, -1 for none
/// or where it is silent. `notes` are those of the bar in question, which follows `before`.
int familyRepeat(std::span<const NoteBar> before, const NoteBar& bar, int family);
/// The same for all families together.
int wholeRepeat(std::span<const NoteBar> before, const NoteBar& bar);

/// Bars to events and back. `toBars(toEvents(bars), bars)` gives the bars again, but a repeated
/// note has the velocity of the one that it repeats.
std::vector<Event> toEvents(std::span<const NoteBar> bars);
std::vector<NoteBar> fromEvents(std::span<const Event> events, std::span<const NoteBar> shapes);

} // namespace contrafact::encoding
