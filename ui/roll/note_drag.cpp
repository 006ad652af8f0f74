// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/note_drag.h"

#include "ui/document/document.h"
#include "ui/roll/roll_state.h"
#include "ui/services/player.h"

#include <algorithm>
#include <cmath>

namespace contrafact::ui {
namespace {

constexpr double kStartPixels = 3; ///< a click that trembles is not a drag

score::Selection refsOf(const score::ScoreEdit& edit) {
    score::Selection refs;
    for (const auto& step : edit.steps)
        if (const auto* change = std::get_if<score::NoteChange>(&step))
            for (const auto& note : change->added) refs.push_back({change->track, note.id});
    return refs;
}

} // namespace

NoteDrag::NoteDrag(const RollContext& context, const NoteHit& grabbed, const RollPoint& from)
    : m_context(context)
    , m_grabbed(grabbed)
    , m_from(from)
    , m_selection(context.document.selection())
    , m_copies(from.modifiers.testFlag(Qt::ShiftModifier) && grabbed.part == NotePart::Body)
    , m_sounded(grabbed.note.pitch) {}

void NoteDrag::move(const RollPoint& to) {
    const auto distance = to.pos - m_from.pos;
    if (!m_moved && std::hypot(distance.x(), distance.y()) < kStartPixels) return;
    m_moved = true;
    if (!m_gesture) m_gesture.emplace(m_context.document);
    if (m_grabbed.part != NotePart::Body) return m_gesture->update(resizing(to));
    if (!m_copies) return m_gesture->update(moving(to));
    const auto copies = copying(to);
    m_gesture->update(copies);
    m_context.document.select(refsOf(copies));
}

void NoteDrag::cancel() {
    if (!m_gesture) return;
    m_gesture->cancel();
    m_context.document.select(m_selection);
}

score::Tick NoteDrag::timeOffset(const RollPoint& to, score::Tick anchor) const {
    const double wanted = double(anchor.value) + to.tick - m_from.tick;
    const auto& state = m_context.state;
    const auto tick = to.snaps() ? snapNearest(m_context.document.score(), state.snap(), wanted)
                                 : score::Tick(std::llround(wanted));
    return tick - anchor;
}

int NoteDrag::pitchOffset(const RollPoint& to) const {
    // By rows rather than semitones, so that notes follow the pointer in a folded view too.
    const auto& geometry = m_context.state.geometry();
    const int rows = geometry.rowOf(to.pitch) - geometry.rowOf(m_from.pitch);
    const int row =
        std::clamp(geometry.rowOf(m_grabbed.note.pitch) + rows, 0, geometry.rowCount() - 1);
    return geometry.pitchOfRow(row).value - m_grabbed.note.pitch.value;
}

score::ScoreEdit NoteDrag::moving(const RollPoint& to) {
    const int semitones = pitchOffset(to);
    soundIfNew(m_grabbed.note.pitch + score::Pitch(semitones));
    return score::moveNotes(m_gesture->base(), m_selection, timeOffset(to, m_grabbed.note.onset),
                            semitones);
}

score::ScoreEdit NoteDrag::copying(const RollPoint& to) {
    auto moved = moving(to);
    moved.label = "Copy notes";
    for (auto& step : moved.steps) {
        auto& change = std::get<score::NoteChange>(step);
        change.removed.clear();
        for (auto& note : change.added) note.id = m_context.document.scoreForIds().newNoteId();
    }
    return moved;
}

score::ScoreEdit NoteDrag::resizing(const RollPoint& to) {
    const bool atOnset = m_grabbed.part == NotePart::LeftEdge;
    const auto anchor = atOnset ? m_grabbed.note.onset : m_grabbed.note.end();
    const auto minimum =
        to.snaps() ? snapStep(m_gesture->base(), m_context.state.snap(), m_grabbed.note.onset)
                   : score::Tick(1);
    const auto by = timeOffset(to, anchor);
    const auto length = m_grabbed.note.length + (atOnset ? -by : by);
    m_context.state.setNoteLength(std::max(length, minimum));
    return score::resizeNotes(m_gesture->base(), m_selection, by, atOnset, minimum);
}

void NoteDrag::soundIfNew(score::Pitch pitch) {
    const auto clamped = std::clamp(pitch, score::kMinPitch, score::kMaxPitch);
    if (clamped == m_sounded || !m_context.player) return;
    m_sounded = clamped;
    m_context.player->audition(m_grabbed.ref.track, clamped, m_grabbed.note.velocity);
}

} // namespace contrafact::ui
