// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding/grid.h"

#include <algorithm>
#include <tuple>

namespace contrafact::encoding {

using score::Note;
using score::Tick;

namespace {

/// round(ticks * stepsPerBeat / ppq), half up, for ticks >= 0 and below any overflow.
std::int64_t toSteps(std::int64_t ticks, int stepsPerBeat, int ppq) {
    return (2 * ticks * stepsPerBeat + ppq) / (2 * std::int64_t{ppq});
}

/// What is taken of a score, and which tick is step 0.
struct Cut {
    score::TickRange range; ///< of onsets; notes end with it
    Tick origin;
    int stepsPerBeat;
    int ppq;
};

GridNote gridNote(const Note& note, const Cut& cut) {
    const auto length = std::min(note.length, cut.range.end - note.onset).value;
    GridNote out;
    out.step = static_cast<std::int32_t>(
        toSteps((note.onset - cut.origin).value, cut.stepsPerBeat, cut.ppq));
    out.length = static_cast<std::int16_t>(
        std::clamp<std::int64_t>(toSteps(length, cut.stepsPerBeat, cut.ppq), 1, kMaxLength));
    out.pitch = static_cast<std::uint8_t>(note.pitch.value);
    out.velocity = std::clamp<std::uint8_t>(note.velocity, 1, 127);
    return out;
}

void appendTrack(const score::Track& track, const Cut& cut, std::vector<GridNote>& out) {
    for (const Note& note : track.notes()) {
        if (!cut.range.contains(note.onset)) continue;
        if (note.pitch < score::kMinPitch || note.pitch > score::kMaxPitch) continue;
        out.push_back(gridNote(note, cut));
    }
}

bool before(const GridNote& a, const GridNote& b) {
    return std::tie(a.step, a.pitch) < std::tie(b.step, b.pitch);
}

/// Sorts, unites notes that begin together and cuts each note where the next of its pitch begins.
void mergeVoices(std::vector<GridNote>& notes) {
    std::stable_sort(notes.begin(), notes.end(), before);
    std::array<std::ptrdiff_t, kPitches> last;
    last.fill(-1);
    std::ptrdiff_t used = 0;
    for (const GridNote& note : notes) {
        auto& previous = last[note.pitch];
        if (previous >= 0) {
            auto& earlier = notes[static_cast<std::size_t>(previous)];
            if (earlier.step == note.step) {
                earlier.length = std::max(earlier.length, note.length);
                earlier.velocity = std::max(earlier.velocity, note.velocity);
                continue;
            }
            earlier.length = static_cast<std::int16_t>(
                std::min<std::int32_t>(earlier.length, note.step - earlier.step));
        }
        previous = used;
        notes[static_cast<std::size_t>(used++)] = note;
    }
    notes.resize(static_cast<std::size_t>(used));
    notes.shrink_to_fit();
}

void measure(GridSong& song) {
    for (std::size_t family = 0; family < kFamilies; ++family) {
        std::int16_t longest = 0;
        for (const auto& note : song.notes[family]) {
            longest = std::max(longest, note.length);
            song.steps = std::max(song.steps, note.end());
        }
        song.longest[family] = longest;
    }
}

} // namespace

std::size_t GridSong::noteCount() const {
    std::size_t count = 0;
    for (const auto& family : notes) count += family.size();
    return count;
}

GridSong toGrid(const score::Score& score, score::TickRange range, Tick origin, int stepsPerBeat) {
    const Tick last{std::int64_t{kMaxSteps} * score.ppq() / stepsPerBeat};
    const Cut cut{
        {range.begin, std::min(range.end, origin + last)}, origin, stepsPerBeat, score.ppq()};
    GridSong song;
    for (int i = 0; i < score.trackCount(); ++i) {
        const auto& track = score.track(i);
        appendTrack(track, cut, song.notes[static_cast<std::size_t>(familyOf(track.info))]);
    }
    for (auto& notes : song.notes) mergeVoices(notes);
    measure(song);
    return song;
}

GridSong toGrid(const score::Score& score, int stepsPerBeat) {
    return toGrid(score, {Tick(), std::max(score.end(), Tick(1))}, Tick(), stepsPerBeat);
}

score::Score toScore(const GridSong& song, int stepsPerBeat, int ppq) {
    score::Score score(ppq);
    const auto ticks = [&](std::int64_t steps) { return Tick(steps * ppq / stepsPerBeat); };
    for (std::size_t family = 0; family < kFamilies; ++family) {
        std::vector<Note> notes;
        for (const auto& note : song.notes[family])
            notes.push_back(
                {ticks(note.step), ticks(note.length), score::Pitch(note.pitch), note.velocity});
        if (!notes.empty())
            score.addTrack(score::Track(trackFor(static_cast<Family>(family)), std::move(notes)));
    }
    return score;
}

std::span<const GridNote> notesFrom(const GridSong& song, int family, int step) {
    const auto index = static_cast<std::size_t>(family);
    const auto& notes = song.notes[index];
    const auto first =
        std::ranges::upper_bound(notes, step - song.longest[index], {}, &GridNote::step);
    return {first, notes.end()};
}

TransposeRange transposeRange(const GridSong& song, int most, int lowest, int highest) {
    int low = highest;
    int high = lowest;
    for (std::size_t family = 0; family < kFamilies; ++family) {
        if (family == kDrums) continue;
        for (const auto& note : song.notes[family]) {
            low = std::min<int>(low, note.pitch);
            high = std::max<int>(high, note.pitch);
        }
    }
    return {std::clamp(lowest - low, -most, 0), std::clamp(highest - high, 0, most)};
}

} // namespace contrafact::encoding
