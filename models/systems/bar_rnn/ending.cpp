// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/ending.h"

#include "models/systems/bar_rnn/harmony.h"

#include <algorithm>

namespace contrafact::models::bar_rnn {

bool fitsLastChord(int pitch, int family, int chord) {
    if (chord <= 0 || family == encoding::kDrums) return true;
    const auto [root, third] = triadOf(chord);
    const int above = (pitch + 12 - root) % 12;
    if (family == static_cast<int>(encoding::Family::Bass)) return above == 0;
    return above == 0 || above == third || above == 7;
}

int lastLength(int steps) {
    const auto fills = std::ranges::lower_bound(encoding::kDurations, steps);
    return static_cast<int>(std::min(fills, encoding::kDurations.end() - 1) -
                            encoding::kDurations.begin());
}

} // namespace contrafact::models::bar_rnn
