// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/abc_slices.h"

#include <algorithm>
#include <array>

namespace contrafact::exchange::abc {

namespace {

struct GridNote {
    Step begin = 0;
    Step end = 0;
    std::int32_t pitch = 0;
};

/// On the grid, each pitch sounding at most once at a time.
std::vector<GridNote> gridNotes(const score::Track& track, const StepGrid& grid) {
    std::vector<GridNote> notes;
    std::array<std::ptrdiff_t, 128> last{};
    last.fill(-1);
    for (const auto& note : track.notes()) {
        const auto begin = grid.toStep(note.onset);
        const GridNote next{begin, std::max(grid.toStep(note.end()), begin + 1), note.pitch.value};
        auto& before = last[static_cast<std::size_t>(next.pitch & 127)];
        if (before >= 0) {
            auto& other = notes[static_cast<std::size_t>(before)];
            if (other.begin == next.begin) {
                other.end = std::max(other.end, next.end);
                continue;
            }
            other.end = std::min(other.end, next.begin);
        }
        before = static_cast<std::ptrdiff_t>(notes.size());
        notes.push_back(next);
    }
    return notes;
}

std::vector<Step> cutsOf(const std::vector<GridNote>& notes, const std::vector<Step>& barLines) {
    std::vector<Step> cuts = barLines;
    for (const auto& note : notes) cuts.insert(cuts.end(), {note.begin, note.end});
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    return cuts;
}

std::vector<SliceNote> notesOf(std::vector<GridNote>& sounding, Step end) {
    std::sort(sounding.begin(), sounding.end(),
              [](const auto& a, const auto& b) { return a.pitch < b.pitch; });
    std::vector<SliceNote> notes;
    for (const auto& note : sounding) notes.push_back({note.pitch, note.end > end});
    return notes;
}

} // namespace

std::vector<Slice> slicesOf(const score::Track& track, const StepGrid& grid,
                            const std::vector<Step>& barLines) {
    const auto notes = gridNotes(track, grid);
    const auto cuts = cutsOf(notes, barLines);
    std::vector<Slice> slices;
    std::vector<GridNote> sounding;
    auto next = notes.begin();
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
        const Step begin = cuts[i];
        std::erase_if(sounding, [&](const GridNote& note) { return note.end <= begin; });
        while (next != notes.end() && next->begin == begin) sounding.push_back(*next++);
        slices.push_back({begin, cuts[i + 1] - begin, notesOf(sounding, cuts[i + 1])});
    }
    return slices;
}

} // namespace contrafact::exchange::abc
