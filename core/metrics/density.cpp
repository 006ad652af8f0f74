// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/density.h"

#include <algorithm>
#include <limits>

namespace contrafact::metrics {

FamilyValues noteDensity(const encoding::GridSong& song) {
    FamilyValues density{};
    for (std::size_t family = 0; family < encoding::kFamilies && song.steps > 0; ++family)
        density[family] = static_cast<double>(song.notes[family].size()) / song.bars();
    return density;
}

FamilyValues noteDensity(const score::Score& score) {
    return noteDensity(encoding::toGrid(score));
}

FamilyValues noteDensity(std::span<const encoding::Segment> segments) {
    FamilyValues density{};
    for (const auto& segment : segments)
        for (std::size_t family = 0; family < encoding::kFamilies; ++family)
            density[family] += static_cast<double>(
                std::ranges::count_if(segment.cells[family], [](std::uint8_t cell) {
                    return (cell & encoding::kOnsetBit) && (cell & encoding::kVelocityMask);
                }));
    for (auto& value : density)
        if (!segments.empty())
            value /= encoding::kBarsPerSegment * static_cast<double>(segments.size());
    return density;
}

FamilyValues densityRatio(const FamilyValues& score, const FamilyValues& corpus) {
    FamilyValues ratio{};
    for (std::size_t family = 0; family < encoding::kFamilies; ++family)
        ratio[family] = corpus[family] > 0 ? score[family] / corpus[family]
                                           : std::numeric_limits<double>::quiet_NaN();
    return ratio;
}

} // namespace contrafact::metrics
