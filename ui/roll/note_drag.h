// SPDX-License-Identifier: GPL-3.0-or-later
// Dragging the selected notes by one of them: moving, copying, or changing lengths at an edge.
#pragma once

#include "ui/roll/edit_gesture.h"
#include "ui/roll/hit_test.h"
#include "ui/roll/roll_tool.h"

#include <optional>

namespace contrafact::ui {

class NoteDrag {
public:
    /// The grabbed note is part of the document's selection.
    NoteDrag(const RollContext& context, const NoteHit& grabbed, const RollPoint& from);

    void move(const RollPoint& to);
    void cancel();
    /// The pointer has left the place where it was pressed.
    bool moved() const { return m_moved; }

private:
    score::Tick timeOffset(const RollPoint& to, score::Tick anchor) const;
    int pitchOffset(const RollPoint& to) const;
    score::ScoreEdit moving(const RollPoint& to);
    score::ScoreEdit copying(const RollPoint& to);
    score::ScoreEdit resizing(const RollPoint& to);
    void soundIfNew(score::Pitch pitch);

    RollContext m_context;
    NoteHit m_grabbed;
    RollPoint m_from;
    score::Selection m_selection; ///< as it was when the drag began
    bool m_copies;
    bool m_moved = false;
    std::optional<EditGesture> m_gesture;
    score::Pitch m_sounded;
};

} // namespace contrafact::ui
