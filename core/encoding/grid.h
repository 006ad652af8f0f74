// SPDX-License-Identifier: GPL-3.0-or-later
// Music as notes on a grid of steps, by family: what piano-roll systems are cut from, at any number
// of steps per beat. Notes are resampled as notes (onset rounded, length rounded and at least one
// step), so neighbours of one pitch do not smear. Pure; any thread.
#pragma once

#include "core/encoding/family.h"
#include "core/score/score.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace contrafact::encoding {

inline constexpr int kStepsPerBeat = 2; ///< of Tham's systems
inline constexpr int kPitches = 128;
inline constexpr int kStepsPerBar = 4 * kStepsPerBeat; ///< bars of 4/4

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
/// The notes that begin within `range`, cut at its end; step 0 is at `origin`, at or before it.
GridSong toGrid(const score::Score& score, score::TickRange range, score::Tick origin,
                int stepsPerBeat);

/// The way back: a track for each family that has notes, 4/4 at 120 bpm. toGrid() of the result is
/// `song` again wherever a step is a whole number of ticks.
score::Score toScore(const GridSong& song, int stepsPerBeat = kStepsPerBeat,
                     int ppq = score::kDefaultPpq);

/// The whole song on a grid of `stepsPerBeat` from its first tick on, whatever its meters.
struct GridEncoding {
    using View = GridSong;
    int stepsPerBeat = kStepsPerBeat;

    std::string id() const { return "grid-" + std::to_string(stepsPerBeat); }
    View cut(const score::Score& score, std::string_view) const {
        return toGrid(score, stepsPerBeat);
    }
};

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
