// SPDX-License-Identifier: GPL-3.0-or-later
// Music as bars of notes on a fine grid: what lies between a score and event tokens. Any thread.
#pragma once

#include "core/encoding/family.h"
#include "core/score/score.h"

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <vector>

namespace contrafact::encoding {

/// Sixteenths (3 steps) and triplets (4 and 2 steps) both have a place.
inline constexpr int kFineStepsPerQuarter = 12;
/// The longest bar, 6/4; longer ones are cut into equal parts.
inline constexpr int kMostBarSteps = 72;

/// Lengths that a note may have, in steps: fine where short, coarse where long.
inline constexpr std::array<int, 21> kDurations{1,  2,  3,  4,  6,  8,  9,  12, 15,  18, 21,
                                                24, 30, 36, 42, 48, 60, 72, 96, 144, 192};
inline constexpr int kDurationClasses = static_cast<int>(kDurations.size());
/// Drums have no length of their own; this is what is written.
inline constexpr int kDrumSteps = 3;

/// Velocities in eighths of the MIDI range: class 0 is 1..15, class 7 is 112..127.
inline constexpr int kVelocityClasses = 8;
int velocityClass(int velocity);
int velocityOf(int velocityClass); ///< the middle
inline constexpr int kVelocitiesOfClass = 128 / kVelocityClasses;

/// Pitches of the encoding; those of pitched families beyond are moved in by octaves, drums left
/// out.
inline constexpr int kLowestPitch = 21;
inline constexpr int kHighestPitch = 108;
inline constexpr int kLowestDrum = 35;
inline constexpr int kHighestDrum = 81;

enum class MeterClass : std::uint8_t { M44, M34, M24, M54, M68, M128, Other };
inline constexpr int kMeterClasses = 7;

/// A note of a bar. Notes are ordered by step, then family (bass, piano, guitar, strings, drums),
/// then pitch upwards; a pitch begins at most once a step and family.
struct BarNote {
    std::uint8_t step = 0;   ///< 0 to the bar's steps
    std::uint8_t family = 0; ///< index of Family
    std::uint8_t pitch = 0;
    std::uint8_t duration = 0; ///< class, index into kDurations; 0 for drums
    std::uint8_t velocity = 0; ///< class

    bool operator==(const BarNote&) const = default;
    /// The order of notes in a bar.
    std::strong_ordering operator<=>(const BarNote& other) const;
    int steps() const { return family == kDrums ? kDrumSteps : kDurations[duration]; }
};
/// The place of each family within a step: the bass first.
inline constexpr std::array<int, kFamilies> kFamilyRank{1, 2, 0, 3, 4};
/// The families in that order.
inline constexpr std::array<int, kFamilies> kRankedFamilies{2, 0, 1, 3, 4};

struct NoteBar {
    int steps = 48;
    MeterClass meter = MeterClass::M44;
    std::vector<BarNote> notes;
};

/// Where a bar of the grid lies in a score.
struct BarSpan {
    score::TickRange ticks;
    int steps = 48;
    MeterClass meter = MeterClass::M44;
};
/// The grid's bars that cover `ticks`, from the bar that holds its begin on. A bar of more than
/// kMostBarSteps gives several.
std::vector<BarSpan> barSpans(const score::Score& score, score::TickRange ticks);

/// The notes of all tracks that begin within `spans`. In each beat of a track onsets are rounded to
/// sixteenths or triplets, whichever lie nearer; a note that ended before the next of its track
/// still does.
std::vector<NoteBar> toBars(const score::Score& score, std::span<const BarSpan> spans);
/// One note alone, at the bar that holds it; the index of that bar comes with it, -1 where it has
/// no place on the grid.
struct Placed {
    int bar = -1;
    BarNote note{};
};
std::vector<Placed> placeNotes(std::span<const score::Note> notes, Family family, int ppq,
                               std::span<const BarSpan> spans);

/// The note as ticks of a score.
score::Note toNote(const BarNote& note, const BarSpan& span, int ppq);
/// One track for each family that has notes. The result begins where the first span does.
score::Score toScore(std::span<const NoteBar> bars, const score::Score& like,
                     std::span<const BarSpan> spans);

/// The triad that fits the notes of the bar best, 1 + 2 * root + minor, or 0 where there is nothing
/// pitched that begins in it.
inline constexpr int kChords = 25;
int chordOf(std::span<const BarNote> notes, int steps);
inline int chordOf(const NoteBar& bar) {
    return chordOf(bar.notes, bar.steps);
}

} // namespace contrafact::encoding
