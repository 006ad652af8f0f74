// SPDX-License-Identifier: GPL-3.0-or-later
// The 5 x 32 x 128 piano-roll segment of Tham's systems: five families, 32 steps at 2 steps per
// beat (four bars of 4/4), 128 pitches, velocity 0..127.
#pragma once

#include "core/encoding/grid.h"

#include <array>
#include <cstdint>
#include <vector>

namespace contrafact::encoding {

inline constexpr int kSteps = 32;
inline constexpr int kBeatsPerSegment = kSteps / kStepsPerBeat;
inline constexpr int kBarsPerSegment = kSteps / kStepsPerBar; ///< of 4/4

/// One family's cells, row-major [step][pitch]; 0 is silence, otherwise the velocity. An onset in a
/// cell has kOnsetBit set as well, so that repeated notes survive; encoders may ignore it.
inline constexpr std::uint8_t kOnsetBit = 0x80;
inline constexpr std::uint8_t kVelocityMask = 0x7F;

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

} // namespace contrafact::encoding
