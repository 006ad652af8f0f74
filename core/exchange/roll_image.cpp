// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/roll_image.h"

#include <algorithm>

namespace contrafact::exchange {

namespace {

constexpr std::int64_t kMostPages = 1000;
constexpr std::uint8_t kOn = 255;
constexpr std::uint8_t kThreshold = 127;

std::vector<const score::Track*> drawnTracks(const score::Score& score) {
    std::vector<const score::Track*> pitched, drums;
    for (int i = 0; i < score.trackCount(); ++i)
        (score.track(i).info.isDrums() ? drums : pitched).push_back(&score.track(i));
    const auto sounds = [](const score::Track* track) { return !track->notes().empty(); };
    return std::ranges::any_of(pitched, sounds) ? pitched : drums;
}

struct Cells {
    std::int64_t begin = 0;
    std::int64_t end = 0; ///< one past the last column
    int row = 0;
};

Cells cellsOf(const score::Note& note, int ppq) {
    const auto column = [ppq](score::Tick tick) {
        return (2 * tick.value * kColumnsPerQuarter + ppq) / (2 * ppq);
    };
    const auto begin = column(note.onset);
    const auto length = std::max<std::int64_t>(column(note.length), 1);
    return {begin, begin + length,
            std::clamp(note.pitch.value - kImageLowestPitch, 0, kImageRows - 1)};
}

std::vector<Cells> cellsOf(const score::Score& score) {
    std::vector<Cells> cells;
    for (const auto* track : drawnTracks(score))
        for (const auto& note : track->notes()) cells.push_back(cellsOf(note, score.ppq()));
    return cells;
}

bool isOn(const std::vector<RollImage>& pages, int row, int column) {
    return pages[static_cast<std::size_t>(column / kImageColumns)].at(row, column % kImageColumns) >
           kThreshold;
}

/// The runs of one row as notes.
void addRuns(const std::vector<RollImage>& pages, int row, score::Score& score,
             std::vector<score::Note>& notes) {
    const int ticks = score.ppq() / kColumnsPerQuarter;
    const int columns = static_cast<int>(pages.size()) * kImageColumns;
    for (int column = 0; column < columns; ++column) {
        if (!isOn(pages, row, column)) continue;
        const int begin = column;
        while (column < columns && isOn(pages, row, column)) ++column;
        score::Note note;
        note.id = score.newNoteId();
        note.onset = score::Tick(std::int64_t{begin} * ticks);
        note.length = score::Tick(std::int64_t{column - begin} * ticks);
        note.pitch = score::Pitch(kImageLowestPitch + row);
        notes.push_back(note);
    }
}

} // namespace

Result<std::vector<RollImage>> toImages(const score::Score& score) {
    const auto cells = cellsOf(score);
    if (cells.empty()) return Error{"there are no notes to draw"};
    const auto last = std::ranges::max_element(cells, {}, &Cells::end)->end;
    const auto pages = (last + kImageColumns - 1) / kImageColumns;
    if (pages > kMostPages)
        return Error{"the music would need " + std::to_string(pages) + " pages; 1000 is the most"};

    std::vector<RollImage> images(static_cast<std::size_t>(pages));
    for (const auto& note : cells)
        for (auto column = note.begin; column < note.end; ++column)
            images[static_cast<std::size_t>(column / kImageColumns)].at(
                note.row, static_cast<int>(column % kImageColumns)) = kOn;
    return images;
}

score::Score fromImages(const std::vector<RollImage>& pages) {
    score::Score score;
    std::vector<score::Note> notes;
    for (int row = 0; row < kImageRows; ++row) addRuns(pages, row, score, notes);
    score.addTrack(score::Track({.name = "Piano"}, std::move(notes)));
    return score;
}

} // namespace contrafact::exchange
