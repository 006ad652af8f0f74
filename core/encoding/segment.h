// SPDX-License-Identifier: GPL-3.0-or-later
// The 5 x 32 x 128 piano-roll segment of Tham's systems: five families, 32 steps at 2 steps per
// beat (four bars of 4/4), 128 pitches, velocity 0..127. Notes are resampled as notes (onset
// rounded, length rounded and at least one step), so neighbours of one pitch do not smear.
#pragma once

#include "core/encoding/family.h"
#include "core/score/score.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace contrafact::encoding {

inline constexpr int kStepsPerBeat = 2;
inline constexpr int kSteps = 32;
inline constexpr int kPitches = 128;
inline constexpr int kBeatsPerSegment = kSteps / kStepsPerBeat;
inline constexpr int kStepsPerBar = 4 * kStepsPerBeat; ///< bars of 4/4

/// One family's cells, row-major [step][pitch]; 0 is silence, otherwise the velocity. An onset in a
/// cell has kOnsetBit set as well, so that repeated notes survive; encoders may ignore it.
inline constexpr std::uint8_t kOnsetBit = 0x80;
inline constexpr std::uint8_t kVelocityMask = 0x7F;

/// A note on the step grid.
struct GridNote {
    std::int32_t step = 0;     ///< from the beginning of the song
    std::int16_t length = 1;   ///< in steps, >= 1
    std::uint8_t pitch = 0;    ///< 0..127
    std::uint8_t velocity = 0; ///< 1..127
    bool operator==(const GridNote&) const = default;
    std::int32_t end() const { return step + length; }
};
inline constexpr std::int16_t kMaxLength = 32'767;

/// Notes that begin later are left out, so that one absurd delta time in a file cannot make a song
/// of years (at 2 steps per beat and 120 bpm this is 12 days).
inline constexpr std::int32_t kMaxSteps = 1 << 22;

/// A song on the grid: compact (notes, not cells), in the families' order, sorted by step then
/// pitch; notes of one pitch do not overlap.
struct GridSong {
    std::array<std::vector<GridNote>, kFamilies> notes;
    std::int32_t steps = 0; ///< length of the song: one past the last sounding step
    /// The longest note of each family, in steps: how far before a step a note that sounds there
    /// may begin. toGrid() measures it; a song made by hand may keep the safe default.
    std::array<std::int16_t, kFamilies> longest{kMaxLength, kMaxLength, kMaxLength, kMaxLength,
                                                kMaxLength};

    std::size_t noteCount() const;
    /// Bars of 4/4, the last one counted whole.
    std::int32_t bars() const { return (steps + kStepsPerBar - 1) / kStepsPerBar; }
    bool operator==(const GridSong& other) const {
        return steps == other.steps && notes == other.notes;
    }
};

/// Onsets and lengths are rounded half up: unlike half to even, off-beats then spread evenly and a
/// song moved by a step gives the same grid moved by a step. Tracks of one family are merged: of
/// equal pitches that begin together the longest length and the loudest velocity stay, and a note
/// is cut where the next of its pitch begins. Muted tracks count.
GridSong toGrid(const score::Score& score, int stepsPerBeat = kStepsPerBeat);

using Cells = std::array<std::uint8_t, kSteps * kPitches>;
struct Segment {
    std::array<Cells, kFamilies> cells{};
    bool operator==(const Segment&) const = default;
};

/// The segment that begins at `step`, notes cut at its ends, shifted by `transpose` semitones
/// (drums are not; notes that leave 0..127 are dropped). What rings in from before the segment has
/// no onset bit.
void fillCells(const GridSong& song, int family, int step, int transpose, Cells& out);
Segment segmentAt(const GridSong& song, int step, int transpose = 0);

/// Calls `visit(const GridNote&)` for every note of `family` that sounds in [begin, end), in order.
template<typename Visit>
void forEachNote(const GridSong& song, int family, int begin, int end, Visit&& visit);

/// The transpositions, lowest and highest, that keep every pitched note of the song in
/// [lowest, highest], within -most..most. Always holds 0.
struct TransposeRange {
    int low = 0;
    int high = 0;
};
TransposeRange transposeRange(const GridSong& song, int most, int lowest = 0, int highest = 127);

struct DecodeOptions {
    int ppq = score::kDefaultPpq;
    bool splitRepeats =
        true; ///< an onset bit begins a new note; otherwise adjacent cells are one note
    int stepsPerBeat = kStepsPerBeat;
};
/// Cells back to notes (velocity: mean over the note's cells), onset 0 at the segment's first step.
std::vector<score::Note> toNotes(const Cells& cells, const DecodeOptions& = {});

/// A score of five tracks, one per family, with segments laid end to end. A note that rings over
/// the border (no onset bit in the next segment's first step) goes on as one note.
score::Score toScore(const std::vector<Segment>& segments, const DecodeOptions& = {});

/// The first note that can sound at or after `step`.
std::span<const GridNote> notesFrom(const GridSong& song, int family, int step);

template<typename Visit>
void forEachNote(const GridSong& song, int family, int begin, int end, Visit&& visit) {
    for (const auto& note : notesFrom(song, family, begin)) {
        if (note.step >= end) break;
        if (note.end() > begin) visit(note);
    }
}

} // namespace contrafact::encoding
