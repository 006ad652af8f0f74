// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/roll_scene.h"

#include <algorithm>

namespace contrafact::ui {

SelectionMask::SelectionMask(const score::Selection& selection) {
    score::NoteId largest = 0;
    for (const auto& ref : selection) largest = std::max(largest, ref.id);
    if (selection.empty()) return;
    m_bits.resize(largest + 1);
    for (const auto& ref : selection) m_bits[ref.id] = true;
}

PitchSet usedPitches(const score::Score& score) {
    PitchSet used;
    for (int i = 0; i < score.trackCount(); ++i)
        for (const auto& note : score.track(i).notes()) used.set(std::size_t(note.pitch.value));
    return used;
}

std::pair<score::Pitch, score::Pitch> pitchSpan(const score::Score& score) {
    const auto used = usedPitches(score);
    if (used.none()) return {score::Pitch(48), score::Pitch(72)};
    std::int16_t low = 0, high = 127;
    while (!used.test(std::size_t(low))) ++low;
    while (!used.test(std::size_t(high))) --high;
    return {score::Pitch(low), score::Pitch(high)};
}

} // namespace contrafact::ui
