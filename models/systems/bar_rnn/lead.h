// SPDX-License-Identifier: GPL-3.0-or-later
// Who of a band leads: plays what one could sing, over the others.
#pragma once

#include "core/encoding/bar_grid.h"

#include <cstdint>
#include <span>

namespace contrafact::models::bar_rnn {

/// The family that leads, plus one; None where the band only accompanies, Open where it is not
/// said.
enum class Lead : std::int8_t { Open = -1, None = 0, Piano = 1, Guitar = 2, Strings = 4 };

constexpr Lead leadOfFamily(encoding::Family family) {
    return static_cast<Lead>(static_cast<int>(family) + 1);
}
constexpr int familyOf(Lead lead) {
    return static_cast<int>(lead) - 1;
}
/// The families that may.
inline constexpr std::array kLeads{static_cast<int>(encoding::Family::Piano),
                                   static_cast<int>(encoding::Family::Guitar),
                                   static_cast<int>(encoding::Family::Strings)};
/// Bars that are looked at together.
inline constexpr int kLeadBars = 4;

/// What the family lacks of a lead in these bars, 0 to 3: notes and pitches enough, and a highest
/// voice that steps. Nothing is lacking in nine of ten stretches of four bars of songs.
double missingOfLead(std::span<const encoding::NoteBar> bars, int family);

/// The family that lacks nothing, and of several the one that lies highest; None where there is no
/// such.
Lead leadOf(std::span<const encoding::NoteBar> bars);

} // namespace contrafact::models::bar_rnn
