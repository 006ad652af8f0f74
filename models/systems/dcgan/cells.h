// SPDX-License-Identifier: GPL-3.0-or-later
// Between songs on the grid and the network's cells, which lie as [step][family][pitch].
#pragma once

#include "core/corpus/windows.h"
#include "core/encoding/segment.h"
#include "models/api/params.h"
#include "models/compose/restriking.h"

#include <array>
#include <span>

namespace contrafact::models::dcgan {

/// Where the cell stands in a segment.
constexpr std::size_t cellIndex(int step, int family, int pitch) {
    return static_cast<std::size_t>((step * encoding::kFamilies + family) * encoding::kPitches +
                                    pitch);
}

/// Writes all families' window of a song as 0 and 1 into `out` (zeroed here). A drum hit fills its
/// first cell only, however long it is held.
void fillWindow(const encoding::GridSong& song, int step, int transpose, std::span<float> out);

/// What the networks cannot know or say, measured on the training songs.
struct Statistics {
    compose::StrikeTable strikes{};
    std::array<float, encoding::kFamilies> heard{}; ///< 1: the family plays in the training songs
};
Statistics statisticsOf(const corpus::Stretches& stretches);

/// How outputs become notes.
struct NoteControls {
    bool byExpectation = false; ///< else by threshold
    double density = 1;
    double threshold = 0.5;
    bool binarise = true;
    bool repeats = true;

    static NoteControls from(const Params& generation);
};

/// Which cells sound, from one segment's probabilities in the network's order.
std::vector<bool> soundingCells(std::span<const float> outputs, const NoteControls& controls,
                                const Statistics& statistics);
/// The same with velocities and onset bits. `seed` decides which held cells are struck again.
encoding::Segment chooseNotes(std::span<const float> outputs, const NoteControls& controls,
                              const Statistics& statistics, std::uint64_t seed);

} // namespace contrafact::models::dcgan
