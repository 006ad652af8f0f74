// SPDX-License-Identifier: GPL-3.0-or-later
// The places in a corpus that systems are trained on which count in bars of 4/4.
#pragma once

#include "core/corpus/corpus.h"
#include "core/encoding/segment.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace contrafact::corpus {

/// Part of a song that is in 4/4 throughout.
struct Stretch {
    std::int32_t song = 0;                          ///< index into Corpus::songs
    std::shared_ptr<const encoding::GridSong> grid; ///< bar lines at multiples of kStepsPerBar
    bool validation = false;                        ///< as its song
};

/// All of a corpus that is in 4/4, in the order of songs and stretches.
struct Stretches {
    std::vector<Stretch> all;
    double quarters = 0;                   ///< quarter notes that are in 4/4
    std::map<std::string, double> leftOut; ///< the others, by meter
    int songsLeftOut = 0;                  ///< songs without any 4/4

    /// "120 of 480 bars are left out, since this system counts in 4/4: 3/4 (100), 6/8 (20); 3 songs
    /// have no 4/4 at all"; empty when nothing is. Bars of four quarters.
    std::string leftOutText() const;
    /// The families that have notes in songs to learn from.
    std::array<bool, encoding::kFamilies> playedInTraining() const;
};
Stretches stretchesOf(const Corpus& corpus);
/// Of one piece.
std::vector<encoding::GridSong> stretchesOf(const score::Score& piece);

/// Where a segment begins.
struct Window {
    std::int32_t stretch = 0; ///< index into Stretches::all
    std::int32_t step = 0;
    bool operator==(const Window&) const = default;
};

enum class Split { Training, Validation };
inline constexpr int kAnyFamily = -1;

/// Every segment, one each `hop` steps from the stretch's first bar line on, in which `family` (or
/// any) sounds, in the order of stretches and steps. The last one of a stretch ends with it,
/// rounded up to whole hops; a stretch shorter than a segment gives one.
std::vector<Window> windows(const Stretches& stretches, int family, int hop, Split split);

/// Notes per bar and family in the training songs: all notes over all bars of the stretches in
/// which the family plays at all; 0 where it never does.
std::array<double, encoding::kFamilies> noteDensity(const Stretches& stretches);

} // namespace contrafact::corpus
