// SPDX-License-Identifier: GPL-3.0-or-later
// One instrument as cells that sound or not: the roll of MuseGAN, whose bar is 96 steps by 84
// pitches. Equal pitches in neighbouring steps are one note. Pure; any thread.
#pragma once

#include "core/encoding/grid.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace contrafact::encoding {

inline constexpr int kRollLowest = 24; ///< C1; notes outside of the pitches are left out
inline constexpr int kRollPitches = 84;

/// Pitches that sound together, rising. Lexicographic order puts silence first, then sets by their
/// lowest pitch.
using PitchSet = std::vector<int>;

struct BooleanRoll {
    explicit BooleanRoll(int theSteps = 0)
        : steps(theSteps)
        , cells(static_cast<std::size_t>(theSteps) * kRollPitches) {}

    int steps;
    std::vector<std::uint8_t> cells; ///< 0 or 1, [step][pitch - kRollLowest]

    std::uint8_t& at(int step, int pitch) {
        return cells[static_cast<std::size_t>(step * kRollPitches + pitch - kRollLowest)];
    }
    std::uint8_t at(int step, int pitch) const {
        return cells[static_cast<std::size_t>(step * kRollPitches + pitch - kRollLowest)];
    }
    PitchSet pitchesAt(int step) const;
    bool operator==(const BooleanRoll&) const = default;
};

enum class RollPart {
    Piano,
    Fullest ///< the pitched family with the most notes
};
/// The family whose roll stands for the song; nothing where it has no notes.
std::optional<Family> rollFamily(const GridSong& song, RollPart part);

/// `steps` steps from `begin` on, moved up by `semitones`; silence where the song has ended.
BooleanRoll rollAt(const GridSong& song, Family family, int begin, int steps, int semitones = 0);

struct RollNotes {
    int stepsPerBeat = 24;
    int ppq = score::kDefaultPpq;
    std::uint8_t velocity = 100;
};
/// From tick 0.
std::vector<score::Note> toNotes(const BooleanRoll& roll, const RollNotes& options);

} // namespace contrafact::encoding
