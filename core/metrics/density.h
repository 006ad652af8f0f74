// SPDX-License-Identifier: GPL-3.0-or-later
// How many notes a bar each family plays, so that composed music can be held against its corpus.
#pragma once

#include "core/corpus/corpus.h"
#include "core/encoding/segment.h"

#include <array>
#include <span>

namespace contrafact::metrics {

/// One value per family, in the families' order.
using FamilyValues = std::array<double, encoding::kFamilies>;

/// Notes per bar of 4/4, from the beginning to the end of the bar of the last note; 0 for silence.
FamilyValues noteDensity(const encoding::GridSong& song);
FamilyValues noteDensity(const score::Score& score);
/// The same from cells: onset bits per bar. Decode first what has no onset bits.
FamilyValues noteDensity(std::span<const encoding::Segment> segments);

/// `score` over `corpus`, family by family: 1 is as dense as the corpus, 0 silent; NaN where the
/// corpus has no such family.
FamilyValues densityRatio(const FamilyValues& score, const FamilyValues& corpus);

} // namespace contrafact::metrics
