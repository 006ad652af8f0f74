// SPDX-License-Identifier: GPL-3.0-or-later
// The copy check: how much of a piece stands note for note in the training songs.
#pragma once

#include "core/corpus/corpus.h"
#include "core/roll/segment.h"

#include <memory>
#include <string>

namespace contrafact::metrics {

struct CopyReport {
    int longestRun =
        0; ///< notes: longest run of equal pitch intervals and step distances, any transposition
    std::string runSong;        ///< where it stands
    double nearestDistance = 1; ///< 0..1: Jaccard distance of the nearest training segment's cells
    std::string nearestSong;
    int nearestBar = 0; ///< counted from 1
};

/// Indexes a corpus once; queries take milliseconds. Any thread.
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
