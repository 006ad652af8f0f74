// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/copy_check.h"

#include "core/metrics/run_index.h"
#include "core/metrics/segment_index.h"

#include <algorithm>

namespace contrafact::metrics {

struct CopyCheck::Index {
    std::vector<std::string> names;
    RunIndex runs;
    SegmentIndex segments;
};

namespace {

std::vector<const corpus::Song*> trainingSongs(const corpus::Corpus& corpus) {
    std::vector<const corpus::Song*> songs;
    for (const auto& song : corpus.songs)
        if (!song.validation) songs.push_back(&song);
    return songs;
}

RunIndex indexRuns(const std::vector<const corpus::Song*>& songs) {
    RunIndex runs;
    for (std::size_t i = 0; i < songs.size(); ++i)
        for (int family = 0; family < roll::kDrums; ++family)
            runs.add(topLine(songs[i]->grid, family), static_cast<int>(i));
    runs.finish();
    return runs;
}

RunIndex::Match longestRun(const RunIndex& runs, const roll::GridSong& piece) {
    RunIndex::Match best;
    for (int family = 0; family < roll::kDrums; ++family) {
        const auto match = runs.longest(topLine(piece, family));
        if (match.moves > best.moves) best = match;
    }
    return best;
}

SegmentIndex::Nearest nearestSegment(const SegmentIndex& segments, const roll::GridSong& piece) {
    // The last segment ends with the piece: a remainder of a few notes would be near to anything.
    const int last = std::max(0, piece.bars() * roll::kStepsPerBar - roll::kSteps);
    auto best = segments.nearest(piece, last);
    for (int step = 0; step < last; step += roll::kSteps) {
        const auto found = segments.nearest(piece, step);
        if (found.distance < best.distance) best = found;
    }
    return best;
}

} // namespace

CopyCheck::CopyCheck(const corpus::Corpus& corpus) {
    const auto songs = trainingSongs(corpus);
    std::vector<std::string> names;
    std::vector<const roll::GridSong*> grids;
    for (const auto* song : songs) {
        names.push_back(song->name);
        grids.push_back(&song->grid);
    }
    m_index = std::make_unique<const Index>(
        Index{std::move(names), indexRuns(songs), SegmentIndex(grids)});
}

CopyCheck::~CopyCheck() = default;

CopyReport CopyCheck::check(const score::Score& score) const {
    return check(roll::toGrid(score));
}

CopyReport CopyCheck::check(const roll::GridSong& piece) const {
    CopyReport report;
    const auto nameOf = [&](int song) { return m_index->names[static_cast<std::size_t>(song)]; };
    if (const auto run = longestRun(m_index->runs, piece); run.owner >= 0) {
        report.longestRun = run.moves + 1; // notes, not moves between them
        report.runSong = nameOf(run.owner);
    }
    if (const auto near = nearestSegment(m_index->segments, piece); near.song >= 0) {
        report.nearestDistance = near.distance;
        report.nearestSong = nameOf(near.song);
        report.nearestBar = near.bar + 1;
    }
    return report;
}

} // namespace contrafact::metrics
