// SPDX-License-Identifier: GPL-3.0-or-later
// The units of music: ticks (musical time), pitches (MIDI note numbers) and seconds (clock time).
#pragma once

#include "core/base/strong_type.h"

#include <cstdint>

namespace contrafact::score {

/// Musical time; a Score says how many make a quarter note (`Score::ppq`).
using Tick = Strong<struct TickTag, std::int64_t>;
/// MIDI note number, 0..127; 60 is middle C (C4).
using Pitch = Strong<struct PitchTag, std::int16_t>;
/// Clock time.
using Seconds = Strong<struct SecondsTag, double>;

inline constexpr int kDefaultPpq = 480;
inline constexpr Pitch kMinPitch{0};
inline constexpr Pitch kMaxPitch{127};

/// Half-open span of musical time, [begin, end).
struct TickRange {
    Tick begin;
    Tick end;
    constexpr bool operator==(const TickRange&) const = default;
    constexpr bool contains(Tick t) const { return begin <= t && t < end; }
    constexpr Tick length() const { return end - begin; }
    constexpr bool empty() const { return end <= begin; }
};

} // namespace contrafact::score
