// SPDX-License-Identifier: GPL-3.0-or-later
// The names of General MIDI Level 1 sounds, in sixteen groups of eight.
#pragma once

#include "core/score/track.h"

#include <QString>

#include <array>

namespace contrafact::ui {

inline constexpr int kProgramGroups = 16;
inline constexpr int kProgramsPerGroup = 8;

QString programGroupName(int group); ///< 0..15
QString programName(int program);    ///< 0..127
/// What a header shows: the program's name, or that it is a drum kit.
QString soundName(const score::TrackInfo& info);

} // namespace contrafact::ui
