// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/copy_check.h"

#include "core/metrics/run_index.h"
#include "core/metrics/segment_index.h"

#include <algorithm>
#include <numeric>

namespace contrafact::metrics {

struct CopyCheck::Index {
    std::vector<std::string> names;
    RunIndex runs;
    SegmentIndex segments;
};

namespace {

RunIndex indexRuns(const std::vector<const encoding::GridSong*>& songs) {
    RunIndex runs;
    for (std::size_t i = 0; i < songs.size(); ++i)
        for (int family = 0; family < encoding::kDrums; ++family)
            runs.add(topLine(*songs[i], family), static_cast<int>(i));
    runs.finish();
    return runs;
}

struct Run {
    int notes = 0;
    std::size_t moves = 0;
    int song = -1;
};

Run longestRun(const RunIndex& runs, const encoding::GridSong& piece) {
    Run best;
    for (int family = 0; family < encoding::kDrums; ++family) {
        const auto melody = topLine(piece, family);
        const auto match = runs.longest(melody.moves);
        if (match.moves <= best.moves) continue;
        const auto first = melody.notes.begin() + static_cast<std::ptrdiff_t>(match.begin);
        const auto last = first + static_cast<std::ptrdiff_t>(match.moves);
        best = {std::accumulate(first, last, 1), match.moves, match.owner};
    }
    return best;
}

SegmentIndex::Nearest nearestSegment(const SegmentIndex& segments,
                                     const encoding::GridSong& piece) {
    // The last segment ends with the piece: a remainder of a few notes would be near to anything.
    const int last = std::max(0, piece.bars() * encoding::kStepsPerBar - encoding::kSteps);
    auto best = segments.nearest(piece, last);
    for (int step = 0; step < last; step += encoding::kSteps) {
        const auto found = segments.nearest(piece, step);
        if (found.distance < best.distance) best = found;
    }
    return best;
}

} // namespace

CopyCheck::CopyCheck(const corpus::Corpus& corpus) {
    std::vector<std::string> names;
    std::vector<std::shared_ptr<const encoding::GridSong>> held;
    std::vector<const encoding::GridSong*> grids;
    for (const auto& song : corpus.songs) {
        if (song.validation) continue;
        names.push_back(song.name);
        held.push_back(corpus::viewOf(song, encoding::GridEncoding{}));
        grids.push_back(held.back().get());
    }
    m_index = std::make_unique<const Index>(
        Index{std::move(names), indexRuns(grids), SegmentIndex(grids)});
}

CopyCheck::~CopyCheck() = default;

CopyReport CopyCheck::check(const score::Score& score) const {
    return check(encoding::toGrid(score));
}

CopyReport CopyCheck::check(const encoding::GridSong& piece) const {
    CopyReport report;
    const auto nameOf = [&](int song) { return m_index->names[static_cast<std::size_t>(song)]; };
    if (const auto run = longestRun(m_index->runs, piece); run.song >= 0) {
        report.longestRun = run.notes;
        report.runSong = nameOf(run.song);
    }
    if (const auto near = nearestSegment(m_index->segments, piece); near.song >= 0) {
        report.nearestDistance = near.distance;
        report.nearestSong = nameOf(near.song);
        report.nearestBar = near.bar + 1;
    }
    return report;
}

} // namespace contrafact::metrics
