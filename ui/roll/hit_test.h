// SPDX-License-Identifier: GPL-3.0-or-later
// Which notes lie at a place of the roll. Costs a binary search and the notes around.
#pragma once

#include "core/score/transforms.h"
#include "ui/roll/roll_geometry.h"

#include <optional>

namespace contrafact::ui {

enum class NotePart { Body, LeftEdge, RightEdge };

struct NoteHit {
    score::NoteRef ref;
    score::Note note;
    NotePart part = NotePart::Body;
};

/// The note under the point: of the current track before others, of the later one where two cross.
std::optional<NoteHit> hitAt(const score::Score& score, const RollGeometry& geometry, QPointF pos,
                             int currentTrack);
/// Notes of one track that touch a rectangle.
score::Selection notesIn(const score::Score& score, const RollGeometry& geometry, QRectF area,
                         int track);

} // namespace contrafact::ui
