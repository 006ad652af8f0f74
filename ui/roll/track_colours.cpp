// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/track_colours.h"

#include <array>

namespace contrafact::ui {

std::vector<int> trackColours(const score::Score& score) {
    std::array<int, encoding::kFamilies> before{}; // tracks of each family so far
    std::vector<int> colours;
    for (int i = 0; i < score.trackCount(); ++i) {
        const auto family = static_cast<std::size_t>(encoding::familyOf(score.track(i).info));
        const int shade = before[family]++ % kTrackShades;
        colours.push_back(static_cast<int>(family) + shade * encoding::kFamilies);
    }
    return colours;
}

} // namespace contrafact::ui
