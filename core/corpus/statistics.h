// SPDX-License-Identifier: GPL-3.0-or-later
// What a corpus is made of, in figures. Pure; any thread.
#pragma once

#include "core/corpus/corpus.h"

#include <array>
#include <map>
#include <string>

namespace contrafact::corpus {

/// The smallest, the middle and the largest of a value over all songs; 0 without songs.
struct Spread {
    double least = 0;
    double median = 0;
    double most = 0;
};

struct Statistics {
    std::map<std::string, double>
        meters;                      ///< "3/4" to its bars; a change of meter counts as it stands
    std::map<std::string, int> keys; ///< "G", "Em" to songs, by their first key signature
    int songsWithoutKey = 0;
    Spread bpm;                                       ///< quarters a minute with which songs begin
    Spread bars;                                      ///< of the songs' own meters
    Spread seconds;                                   ///< of a song
    std::array<int, encoding::kFamilies> songsWith{}; ///< songs in which the family plays
    std::array<double, encoding::kFamilies> perBar{}; ///< noteDensity()
    int songsWithText = 0;
    int sameMusic = 0;                  ///< songs that are others in another key or tempo
    std::map<std::string, int> leftOut; ///< reasons to files, without the names in them
};

Statistics statisticsOf(const Corpus& corpus);

} // namespace contrafact::corpus
