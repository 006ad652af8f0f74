// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding/boolean_roll.h"

#include <algorithm>

namespace contrafact::encoding {

PitchSet BooleanRoll::pitchesAt(int step) const {
    PitchSet pitches;
    for (int pitch = kRollLowest; pitch < kRollLowest + kRollPitches; ++pitch)
        if (at(step, pitch) != 0) pitches.push_back(pitch);
    return pitches;
}

std::optional<Family> rollFamily(const GridSong& song, RollPart part) {
    std::size_t best = 0; // the piano's index
    if (part == RollPart::Fullest)
        for (std::size_t family = 1; family < kDrums; ++family)
            if (song.notes[family].size() > song.notes[best].size()) best = family;
    if (song.notes[best].empty()) return std::nullopt;
    return static_cast<Family>(best);
}

BooleanRoll rollAt(const GridSong& song, Family family, int begin, int steps, int semitones) {
    BooleanRoll roll(steps);
    forEachNote(song, static_cast<int>(family), begin, begin + steps, [&](const GridNote& note) {
        const int pitch = note.pitch + semitones;
        if (pitch < kRollLowest || pitch >= kRollLowest + kRollPitches) return;
        const int end = std::min(note.end() - begin, steps);
        for (int step = std::max(0, note.step - begin); step < end; ++step)
            roll.at(step, pitch) = 1;
    });
    return roll;
}

std::vector<score::Note> toNotes(const BooleanRoll& roll, const RollNotes& options) {
    const auto tick = [&](int step) {
        return score::Tick(std::int64_t{step} * options.ppq / options.stepsPerBeat);
    };
    std::vector<score::Note> notes;
    for (int pitch = kRollLowest; pitch < kRollLowest + kRollPitches; ++pitch)
        for (int step = 0; step < roll.steps;) {
            const int begin = step;
            while (step < roll.steps && roll.at(step, pitch) != 0) ++step;
            if (step > begin)
                notes.push_back({tick(begin), tick(step) - tick(begin),
                                 score::Pitch(static_cast<std::int16_t>(pitch)), options.velocity});
            else
                ++step;
        }
    return notes;
}

} // namespace contrafact::encoding
