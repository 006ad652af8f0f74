// SPDX-License-Identifier: GPL-3.0-or-later
// The copy check: how much of a piece stands note for note in the training songs.
#pragma once

#include "core/corpus/corpus.h"
#include "core/encoding/segment.h"

#include <memory>
#include <string>

namespace contrafact::metrics {

struct CopyReport {
    /// Notes of the longest run of equal pitch intervals and ratios of distances: any key and
    /// tempo.
    int longestRun = 0;
    std::string runSong;        ///< where it stands
    double nearestDistance = 1; ///< 0..1: Jaccard distance of the nearest training segment's cells
    double meanDistance = 1;    ///< the same, as a mean over the piece's segments
    int segments = 0;           ///< of the piece, those that are not silent
    std::string nearestSong;
    int nearestBar = 0; ///< counted from 1; 0 when no training segment shares a cell
};

/// Indexes a corpus once (about a second for 500 000 notes); queries take milliseconds. Only the
/// songs that networks are trained on count. Any thread.
///
/// The longest run is the one with most changes of pitch: a repeated note alone is no run, for any
/// two songs share one. Runs are those of the pitched families' top lines, each family against all
/// of them, so that a melody is found that moved to another instrument. Drums take part only in the
/// nearest segment: equal drum patterns are the rule between any two songs. A piece is compared in
/// segments of four bars of 4/4, the last one ending with the piece, in all twelve keys with the
/// four bars from every bar of a song on.
class CopyCheck {
public:
    explicit CopyCheck(const corpus::Corpus& corpus);
    ~CopyCheck();
    CopyReport check(const score::Score& score) const;

private:
    struct Index;
    std::unique_ptr<const Index> m_index;
};

} // namespace contrafact::metrics
