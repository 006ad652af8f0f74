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

std::vector<const corpus::Song*> trainingSongs(const corpus::Corpus& corpus) {
    std::vector<const corpus::Song*> songs;
    for (const auto& song : corpus.songs)
        if (!song.validation) songs.push_back(&song);
    return songs;
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

/// Calls `visit(nearest)` for each segment of the piece that is not silent. The last one ends with
/// the piece: a remainder of a few notes would be near to anything.
template<typename Visit>
void forEachNearest(const SegmentIndex& segments, const encoding::GridSong& piece, Visit&& visit) {
    const int last = std::max(0, piece.bars() * encoding::kStepsPerBar - encoding::kSteps);
    for (int step = 0; step < last + encoding::kSteps; step += encoding::kSteps)
        if (const auto found = segments.nearestInAnyKey(piece, std::min(step, last)); !found.silent)
            visit(found);
}

} // namespace

CopyCheck::CopyCheck(const corpus::Corpus& corpus) {
    std::vector<std::string> names;
    std::vector<encoding::GridSong> grids;
    RunIndex runs;
    for (const auto* song : trainingSongs(corpus)) {
        const auto fine = encoding::toGrid(song->score, kMelodyStepsPerBeat);
        for (int family = 0; family < encoding::kDrums; ++family)
            runs.add(topLine(fine, family), static_cast<int>(names.size()));
        grids.push_back(encoding::toGrid(song->score));
        names.push_back(song->name);
    }
    runs.finish();
    std::vector<const encoding::GridSong*> songs;
    for (const auto& grid : grids) songs.push_back(&grid);
    m_index = std::make_unique<const Index>(
        Index{std::move(names), std::move(runs), SegmentIndex(songs)});
}

CopyCheck::~CopyCheck() = default;

CopyReport CopyCheck::check(const score::Score& score) const {
    CopyReport report;
    const auto nameOf = [&](int song) { return m_index->names[static_cast<std::size_t>(song)]; };
    const auto fine = encoding::toGrid(score, kMelodyStepsPerBeat);
    if (const auto run = longestRun(m_index->runs, fine); run.song >= 0) {
        report.longestRun = run.notes;
        report.runSong = nameOf(run.song);
    }
    double distances = 0;
    forEachNearest(m_index->segments, encoding::toGrid(score),
                   [&](const SegmentIndex::Nearest& near) {
                       distances += near.distance;
                       ++report.segments;
                       if (near.song < 0 || near.distance >= report.nearestDistance) return;
                       report.nearestDistance = near.distance;
                       report.nearestSong = nameOf(near.song);
                       report.nearestBar = near.bar + 1;
                   });
    if (report.segments > 0) report.meanDistance = distances / report.segments;
    return report;
}

} // namespace contrafact::metrics
