// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the training segment (four bars from any bar on) that shares most cells with a given one.
#pragma once

#include "core/encoding/segment.h"

#include <cstdint>
#include <vector>

namespace contrafact::metrics {

/// An inverted index from cells of a bar to the bars in which they sound. Each sounding step is
/// stored once (4 bytes), though it belongs to four segments; a query touches only the bars that
/// share a cell with it.
class SegmentIndex {
public:
    explicit SegmentIndex(const std::vector<const encoding::GridSong*>& songs);

    struct Nearest {
        double distance = 1; ///< Jaccard distance of the sounding cells: 0 equal, 1 nothing shared
        int song = -1;       ///< index into `songs`; -1 when nothing is shared
        int bar = 0;         ///< of the song, from 0
        bool silent = false; ///< there was nothing to compare
    };
    /// Compares the segment of `song` that begins at `step`, its pitched families moved by
    /// `transpose` semitones; a silent one has no neighbour.
    Nearest nearest(const encoding::GridSong& song, int step, int transpose = 0) const;
    /// In whichever of the twelve keys it is nearest.
    Nearest nearestInAnyKey(const encoding::GridSong& song, int step) const;

private:
    struct Song {
        std::int32_t firstBar = 0; ///< in the numbering over all songs
        std::int32_t bars = 0;
    };
    void numberBars(const std::vector<const encoding::GridSong*>& songs);
    void measureSegments(const std::vector<std::int32_t>& barSizes);
    /// A cell that sounds in a segment: in which of its bars, and where in the bar.
    struct Cell {
        std::int32_t bar = 0;
        std::size_t place = 0;
    };
    static std::vector<Cell> cellsOf(const encoding::GridSong& song, int step, int transpose);
    std::vector<std::int32_t> countShared(const std::vector<Cell>& cells) const;
    Nearest placeOf(double distance, std::int32_t bar) const;

    std::vector<Song> m_songs;
    std::vector<std::int32_t> m_segmentSizes; ///< sounding cells of the segment from each bar on
    std::vector<std::size_t> m_begins;        ///< per place: where its bars begin in m_bars
    std::vector<std::int32_t> m_bars;
};

} // namespace contrafact::metrics
