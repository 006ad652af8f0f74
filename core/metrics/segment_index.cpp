// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/segment_index.h"

#include <algorithm>
#include <numeric>

namespace contrafact::metrics {

namespace {

constexpr std::size_t kCellsPerBar =
    std::size_t{encoding::kFamilies} * encoding::kStepsPerBar * encoding::kPitches;

/// Calls `visit(bar, cell)` for every cell that sounds in [begin, end); bars from `begin` on.
/// Pitches that `transpose` takes out of range are left out.
template<typename Visit>
void forEachCell(const encoding::GridSong& song, int begin, int end, int transpose, Visit&& visit) {
    for (int family = 0; family < encoding::kFamilies; ++family)
        encoding::forEachNote(song, family, begin, end, [&](const encoding::GridNote& note) {
            const int pitch = note.pitch + (family == encoding::kDrums ? 0 : transpose);
            if (pitch < 0 || pitch >= encoding::kPitches) return;
            const int last = std::min(note.end(), end) - begin;
            for (int step = std::max(note.step - begin, 0); step < last; ++step) {
                const int row = family * encoding::kStepsPerBar + step % encoding::kStepsPerBar;
                visit(step / encoding::kStepsPerBar,
                      static_cast<std::size_t>(row * encoding::kPitches + pitch));
            }
        });
}

std::size_t at(std::int32_t number) {
    return static_cast<std::size_t>(number);
}

} // namespace

SegmentIndex::SegmentIndex(const std::vector<const encoding::GridSong*>& songs)
    : m_begins(kCellsPerBar + 1, 0) {
    numberBars(songs);
    std::vector<std::int32_t> barSizes(m_segmentSizes.size(), 0);
    const auto forAll = [&](auto&& visit) {
        for (std::size_t i = 0; i < songs.size(); ++i)
            forEachCell(*songs[i], 0, songs[i]->steps, 0,
                        [&](int bar, std::size_t cell) { visit(m_songs[i].firstBar + bar, cell); });
    };
    forAll([&](std::int32_t bar, std::size_t cell) {
        ++barSizes[at(bar)];
        ++m_begins[cell + 1];
    });
    std::partial_sum(m_begins.begin(), m_begins.end(), m_begins.begin());
    m_bars.resize(m_begins.back());
    auto next = m_begins;
    forAll([&](std::int32_t bar, std::size_t cell) { m_bars[next[cell]++] = bar; });
    measureSegments(barSizes);
}

/// Songs stand one after the other with room between, so that no segment reaches into the next.
void SegmentIndex::numberBars(const std::vector<const encoding::GridSong*>& songs) {
    std::int32_t bar = 0;
    for (const auto* song : songs) {
        m_songs.push_back({bar, song->bars()});
        bar += song->bars() + encoding::kBarsPerSegment - 1;
    }
    m_segmentSizes.assign(at(bar), 0);
}

void SegmentIndex::measureSegments(const std::vector<std::int32_t>& barSizes) {
    for (const auto& song : m_songs)
        for (std::int32_t bar = song.firstBar; bar < song.firstBar + song.bars; ++bar) {
            const auto first = barSizes.begin() + bar;
            m_segmentSizes[at(bar)] = std::accumulate(first, first + encoding::kBarsPerSegment, 0);
        }
}

std::vector<SegmentIndex::Cell> SegmentIndex::cellsOf(const encoding::GridSong& song, int step,
                                                      int transpose) {
    std::vector<Cell> cells;
    forEachCell(song, step, step + encoding::kSteps, transpose, [&](int bar, std::size_t place) {
        cells.push_back({bar, place});
    });
    return cells;
}

/// For the training segment from every bar on the number of its cells among `cells`.
std::vector<std::int32_t> SegmentIndex::countShared(const std::vector<Cell>& cells) const {
    std::vector<std::int32_t> shared(m_segmentSizes.size(), 0);
    for (const auto& cell : cells)
        for (std::size_t i = m_begins[cell.place]; i < m_begins[cell.place + 1]; ++i)
            if (m_bars[i] >= cell.bar) ++shared[at(m_bars[i] - cell.bar)];
    return shared;
}

SegmentIndex::Nearest SegmentIndex::nearestInAnyKey(const encoding::GridSong& song,
                                                    int step) const {
    auto best = nearest(song, step);
    for (int transpose = -6; transpose < 6 && !best.silent; ++transpose) {
        const auto found = nearest(song, step, transpose);
        if (!found.silent && found.distance < best.distance) best = found;
    }
    return best;
}

SegmentIndex::Nearest SegmentIndex::nearest(const encoding::GridSong& song, int step,
                                            int transpose) const {
    const auto cells = cellsOf(song, step, transpose);
    if (cells.empty()) return {.silent = true};
    const auto shared = countShared(cells);
    const auto size = static_cast<std::int32_t>(cells.size());
    double best = 1;
    std::int32_t bestBar = -1;
    for (std::size_t bar = 0; bar < shared.size(); ++bar) {
        // Size 0: the room between songs, where no segment begins.
        if (shared[bar] == 0 || m_segmentSizes[bar] == 0) continue;
        const int together = size + m_segmentSizes[bar] - shared[bar];
        const double distance = 1 - static_cast<double>(shared[bar]) / together;
        if (distance >= best) continue;
        best = distance;
        bestBar = static_cast<std::int32_t>(bar);
    }
    return bestBar < 0 ? Nearest{} : placeOf(best, bestBar);
}

SegmentIndex::Nearest SegmentIndex::placeOf(double distance, std::int32_t bar) const {
    const auto after = std::ranges::upper_bound(m_songs, bar, {}, &Song::firstBar);
    const auto song = std::prev(after);
    return {distance, static_cast<int>(song - m_songs.begin()), bar - song->firstBar};
}

} // namespace contrafact::metrics
