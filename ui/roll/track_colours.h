// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/encoding/family.h"
#include "core/score/score.h"

#include <vector>

namespace contrafact::ui {

/// So many tracks of one family are told apart by shades of its colour.
inline constexpr int kTrackShades = 4;
inline constexpr int kTrackColours = encoding::kFamilies * kTrackShades;

/// For each track the index of its colour (Theme::trackColour): that of its instrument family, and
/// of several tracks of one family another shade each.
std::vector<int> trackColours(const score::Score& score);

} // namespace contrafact::ui
