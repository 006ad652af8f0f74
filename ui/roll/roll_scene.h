// SPDX-License-Identifier: GPL-3.0-or-later
// All that a piano roll shows, as one value for the painter.
#pragma once

#include "core/score/transforms.h"
#include "ui/roll/roll_geometry.h"

#include <optional>
#include <vector>

namespace contrafact::ui {

/// Which notes are selected, answered in constant time (ids are small and dense).
class SelectionMask {
public:
    SelectionMask() = default;
    explicit SelectionMask(const score::Selection& selection);
    bool has(score::NoteId id) const { return id < m_bits.size() && m_bits[id]; }
    bool empty() const { return m_bits.empty(); }

private:
    std::vector<bool> m_bits;
};

struct RollScene {
    const score::Score* score = nullptr;
    const score::Score* preview = nullptr; ///< shown in `region` instead of the score's notes
    int currentTrack = 0;                  ///< shown at full strength, the others faded
    bool allCurrent = false;               ///< every track at full strength
    SelectionMask selection;
    std::optional<score::TickRange> region; ///< what composing replaces
    std::vector<score::TickRange> generated;
    std::optional<score::Scale> scale; ///< its tonic's rows are tinted
    score::Tick step{120};             ///< finest grid line
};

/// The pitches that a piece uses at all.
PitchSet usedPitches(const score::Score& score);
/// The lowest and the highest of them; two octaves around middle C for an empty piece.
std::pair<score::Pitch, score::Pitch> pitchSpan(const score::Score& score);

} // namespace contrafact::ui
