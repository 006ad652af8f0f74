// SPDX-License-Identifier: GPL-3.0-or-later
// Pure verbs on a score: each returns the edit that would do it and changes nothing itself.
// Locked tracks are left alone: what a verb would do to their notes is left out of the edit.
#pragma once

#include "core/score/edit.h"

#include <span>
#include <vector>

namespace contrafact::score {

/// A selected note: which track, which note.
struct NoteRef {
    int track = 0;
    NoteId id = 0;
    auto operator<=>(const NoteRef&) const = default;
};
using Selection = std::vector<NoteRef>; ///< sorted, unique

/// Adds notes to a track, giving new ids from `score` (which only its id counter changes).
ScoreEdit addNotes(Score& score, int track, std::vector<Note> notes,
                   std::string label = "Add notes");
ScoreEdit removeNotes(const Score& score, const Selection& selection,
                      std::string label = "Delete notes");
/// Moves by musical time and pitch, clamped as a group so that shapes survive at the borders.
ScoreEdit moveNotes(const Score& score, const Selection& selection, Tick by, int semitones);
/// Moves the ends (or the onsets) by `by`; no note gets shorter than `minimum`, and one that is
/// shorter already no shorter than it is.
ScoreEdit resizeNotes(const Score& score, const Selection& selection, Tick by, bool atOnset,
                      Tick minimum);
/// @param velocity clamped to 1..127
ScoreEdit setVelocity(const Score& score, const Selection& selection, int velocity);
/// Moves onsets to the nearest multiple of `grid`; lengths stay.
ScoreEdit quantise(const Score& score, const Selection& selection, Tick grid);
/// Inserts a track; its notes get ids from `score` first, so that redoing brings back the same
/// ones.
ScoreEdit insertTrack(Score& score, int index, Track track, std::string label = "Add track");
ScoreEdit removeTrack(const Score& score, int index, std::string label = "Delete track");
ScoreEdit setTrackInfo(const Score& score, int track, TrackInfo info, std::string label);
/// Replaces the events of a track; they are kept whatever happens to its notes.
ScoreEdit setEvents(const Score& score, int track, EventList events, std::string label);
/// Replaces what sounds in `range` of one track with `notes`: notes that begin inside are removed,
/// notes that ring in from before are cut at `range.begin`.
ScoreEdit replaceRange(Score& score, int track, TickRange range, std::vector<Note> notes);

/// The scale a person can lock music to: a tonic pitch class and a 12-bit mask of intervals above
/// it.
struct Scale {
    int tonic = 0;
    std::uint16_t mask = 0xFFF; ///< bit i: the pitch i semitones above the tonic belongs
    bool operator==(const Scale&) const = default;
    bool contains(Pitch pitch) const;
    /// The nearest pitch of the scale, the lower one on a tie.
    Pitch snap(Pitch pitch) const;
};
inline constexpr std::uint16_t kMajorMask = 0b101010110101;
inline constexpr std::uint16_t kMinorMask = 0b010110101101;
inline constexpr std::uint16_t kChromaticMask = 0xFFF;

/// Duration-weighted Krumhansl-Kessler correlation over the pitched tracks.
KeyEvent estimateKey(const Score& score);

} // namespace contrafact::score
