// SPDX-License-Identifier: GPL-3.0-or-later
// A tune as it is written, between parsing (abc_music) and playing (abc_expand): voices of notes,
// rests, bar lines and changes, repeats not yet expanded.
#pragma once

#include "core/score/types.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace contrafact::exchange::abc {

/// Musical time while reading: fine enough that tuplets of 2 to 9 of notes down to 1/512 are exact.
using Fine = std::int64_t;
inline constexpr Fine kFinePerQuarter = 161'280;
inline constexpr Fine kFinePerWhole = 4 * kFinePerQuarter;
inline constexpr Fine kFinePerTick = kFinePerQuarter / score::kDefaultPpq;

struct TuneNote {
    std::int32_t pitch = 60;
    bool tied = false; ///< goes on into the next sound of the voice
    Fine length = 0;
};

/// A note or chord, or a rest when `count` is 0. Its notes are Voice::notes[first, first + count).
struct Sound {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    Fine length = 0; ///< until the next sound
};

struct BarLine {
    int closes = 0;            ///< how many times again: ":|" 1, "::|" 2; 0: no repeat ends
    int opens = 0;             ///< the same of "|:", "|::"; 0: no repeat begins
    bool isDouble = false;     ///< "||", "|]" and the like: a section ends
    std::uint32_t endings = 0; ///< bit n: what follows is played in pass n (from 1); 0: always
};

struct MeterChange {
    int numerator = 4;
    int denominator = 4;
};
struct KeyChange {
    int sharps = 0;
    bool minor = false;
};
struct TempoChange {
    std::uint32_t microsPerQuarter = 500'000;
};

/// Time goes on elsewhere: back to the beginning of the bar for an overlay, or to the bar's end.
struct Shift {
    Fine by = 0;
};
/// A part of the tune begins ("P:B").
struct PartMark {
    char name = 'A';
};

using Element = std::variant<Sound, BarLine, MeterChange, KeyChange, TempoChange, Shift, PartMark>;

struct Voice {
    std::string id;
    std::string name;
    int program = 0;
    int channel = -1; ///< 0..15; negative: none was asked for
    std::vector<TuneNote> notes;
    std::vector<Element> elements;
};

struct Tune {
    std::string title;
    std::string parts; ///< the order in which its parts are played, "AABA"; empty: as written
    std::vector<Voice> voices;
};

} // namespace contrafact::exchange::abc
