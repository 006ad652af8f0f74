// SPDX-License-Identifier: GPL-3.0-or-later
// All that a piano roll shows, as one value for the painter.
#pragma once

#include "core/score/transforms.h"
#include "ui/document/note_heat.h"
#include "ui/roll/roll_geometry.h"

#include <optional>
#include <set>
#include <vector>

namespace contrafact::ui {

/// Which notes are meant, answered in constant time (ids are small and dense).
class NoteMask {
public:
    NoteMask() = default;
    explicit NoteMask(const score::Selection& selection);
    explicit NoteMask(const std::set<score::NoteId>& ids);
    /// The notes that begin in `range`.
    NoteMask(const score::Score& score, score::TickRange range);
    bool has(score::NoteId id) const { return id < m_bits.size() && m_bits[id]; }
    bool empty() const { return m_bits.empty(); }

private:
    void add(score::NoteId id);

    std::vector<bool> m_bits;
};

struct RollScene {
    const score::Score* score = nullptr;
    const score::Score* preview = nullptr; ///< shown instead of the score's notes
    score::TickRange previewRange;         ///< where it is shown
    NoteMask keptByPreview;                ///< notes that it has from the score
    /// Shown at full strength, the others faded; drums only beside drums.
    int currentTrack = 0;
    bool allCurrent = false; ///< every track at full strength
    NoteMask selection;
    const NoteHeat* heat = nullptr;         ///< colours the notes by how likely they are
    NoteMask locked;                        ///< notes that composing keeps
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
