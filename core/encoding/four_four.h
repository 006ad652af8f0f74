// SPDX-License-Identifier: GPL-3.0-or-later
// A song as systems read it that count in bars of four quarters: the stretches of it that have such
// bars, each on a grid whose bar lines are the song's own. Pure; any thread.
#pragma once

#include "core/encoding/grid.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace contrafact::encoding {

struct FourFourSong {
    /// Bar lines lie at multiples of four beats. A pick-up stands at the end of a bar of its own.
    /// A change of meter, or a bar that ends early, begins another stretch. All have notes.
    std::vector<GridSong> stretches;
    double quarters = 0;                   ///< quarter notes that were kept
    std::map<std::string, double> leftOut; ///< quarter notes by meter, "3/4"
};

/// 4/4, 2/2, 8/8: a bar is four quarters.
bool isFourFour(const score::MeterEvent& meter);

struct FourFourEncoding {
    using View = FourFourSong;
    int stepsPerBeat = kStepsPerBeat;

    std::string id() const { return "grid-4/4-" + std::to_string(stepsPerBeat); }
    View cut(const score::Score& score, std::string_view) const;
};

} // namespace contrafact::encoding
