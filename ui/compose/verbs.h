// SPDX-License-Identifier: GPL-3.0-or-later
// What a person can ask a network to do with the piece: names and who can do it. Any thread.
#pragma once

#include "models/api/descriptor.h"

#include <QString>

#include <array>

namespace contrafact::ui {

enum class Verb { Compose, Continue, Infill, VaryRhythm, VaryPitches, Accompany };
inline constexpr std::array kVerbs{Verb::Compose,    Verb::Continue,    Verb::Infill,
                                   Verb::VaryRhythm, Verb::VaryPitches, Verb::Accompany};

bool can(const models::Capabilities& system, Verb verb);
/// "vary_pitches": of actions and in provenance; it stays.
const char* verbId(Verb verb);
/// Of a button.
QString verbName(Verb verb);
/// A sentence about what it does with the piece.
QString verbHelp(Verb verb);

} // namespace contrafact::ui
