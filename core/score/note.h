// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/score/types.h"

#include <cstdint>
#include <tuple>

namespace contrafact::score {

/// Identifies a note within its score for as long as the note exists, across undo and redo.
/// 0 means "not yet in a score".
using NoteId = std::uint32_t;

/// The release velocity of a note whose end says nothing about it.
inline constexpr std::uint8_t kPlainRelease = 64;

/// One note: an onset, a length (>= 0 ticks), a pitch, a MIDI velocity (1..127) and the velocity
/// with which its key is let go (0..127).
/// 24 bytes, so that millions of notes stay within a few times the size of the file they came from.
struct Note {
    Tick onset;
    Tick length;
    Pitch pitch;
    std::uint8_t velocity = 100;
    std::uint8_t release = kPlainRelease;
    NoteId id = 0;

    constexpr Tick end() const { return onset + length; }
    constexpr bool operator==(const Note&) const = default;
    /// The order of notes in a track: onset, then pitch, then id.
    constexpr bool operator<(const Note& other) const {
        return std::tie(onset.value, pitch.value, id) <
               std::tie(other.onset.value, other.pitch.value, other.id);
    }
    /// Equal as music: everything but the id.
    constexpr bool sounds(const Note& other) const {
        return onset == other.onset && length == other.length && pitch == other.pitch &&
               velocity == other.velocity && release == other.release;
    }
};

static_assert(sizeof(Note) == 24);

/// One pitch at one time.
constexpr bool collide(const Note& a, const Note& b) {
    return a.pitch == b.pitch && a.onset < b.end() && b.onset < a.end();
}

} // namespace contrafact::score
