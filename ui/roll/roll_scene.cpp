// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/roll_scene.h"

#include <algorithm>

namespace contrafact::ui {

NoteMask::NoteMask(const score::Selection& selection) {
    for (const auto& ref : selection) add(ref.id);
}

NoteMask::NoteMask(const std::set<score::NoteId>& ids) {
    for (const auto id : ids) add(id);
}

NoteMask::NoteMask(const score::Score& score, score::TickRange range) {
    for (int i = 0; i < score.trackCount(); ++i)
        score.track(i).forEachIn(range, [this](const score::Note& note) { add(note.id); });
}

void NoteMask::add(score::NoteId id) {
    if (id >= m_bits.size()) m_bits.resize(id + 1);
    m_bits[id] = true;
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
