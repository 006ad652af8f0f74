// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/draw_tool.h"

#include "ui/document/document.h"
#include "ui/roll/roll_state.h"
#include "ui/services/player.h"

#include <algorithm>
#include <cmath>

namespace contrafact::ui {
namespace {

constexpr double kStretchPixels = 4;      ///< from here on a drag sets the length
constexpr std::int64_t kFreeMinimum = 10; ///< ticks, when nothing snaps

} // namespace

void DrawTool::press(const RollPoint& point) {
    auto& document = m_context.document;
    const int track = document.currentTrack();
    const auto hit = hitAt(document.score(), m_context.state.geometry(), point.pos, track);
    if (!hit || hit->ref.track != track) return begin(point);
    const auto& selection = document.selection();
    if (!std::binary_search(selection.begin(), selection.end(), hit->ref))
        document.select({hit->ref});
    m_drag.emplace(m_context, *hit, point);
}

void DrawTool::begin(const RollPoint& point) {
    auto& document = m_context.document;
    const int track = document.currentTrack();
    if (track >= document.score().trackCount()) return;
    const auto& info = document.score().track(track).info;
    if (info.locked)
        return m_context.state.tell(QStringLiteral("%1 is locked: unlock it in its header to draw")
                                        .arg(QString::fromStdString(info.name)));
    const auto onset = point.snaps()
                           ? snapDown(document.score(), m_context.state.snap(), point.tick)
                           : score::Tick(std::llround(std::max(0.0, point.tick)));
    m_note = {.onset = onset,
              .length = m_context.state.noteLength(),
              .pitch = point.pitch,
              .velocity = static_cast<std::uint8_t>(m_context.state.velocity()),
              .id = document.scoreForIds().newNoteId()};
    m_from = point.pos;
    m_gesture.emplace(document);
    update();
    document.select({{track, m_note.id}});
    if (m_context.player) m_context.player->audition(track, m_note.pitch, m_note.velocity);
}

void DrawTool::update() {
    const score::NoteChange change{m_context.document.currentTrack(), {}, {m_note}};
    m_gesture->update({"Draw note", {change}});
}

void DrawTool::move(const RollPoint& point) {
    if (m_drag) return m_drag->move(point);
    if (!m_gesture || std::abs(point.pos.x() - m_from.x()) < kStretchPixels) return;
    const auto& score = m_context.document.score();
    const auto& snap = m_context.state.snap();
    const auto step =
        point.snaps() ? snapStep(score, snap, m_note.onset) : score::Tick(kFreeMinimum);
    const auto end = point.snaps() ? snapNearest(score, snap, point.tick)
                                   : score::Tick(std::llround(point.tick));
    m_note.length = std::max(end - m_note.onset, step);
    update();
}

void DrawTool::release(const RollPoint&) {
    if (m_gesture) m_context.state.setNoteLength(m_note.length);
    m_drag.reset();
    m_gesture.reset();
}

void DrawTool::cancel() {
    if (m_drag) m_drag->cancel();
    if (m_gesture) m_gesture->cancel();
    m_drag.reset();
    m_gesture.reset();
}

Qt::CursorShape DrawTool::cursorAt(const RollPoint& point) const {
    const auto& document = m_context.document;
    const int track = document.currentTrack();
    const auto hit = hitAt(document.score(), m_context.state.geometry(), point.pos, track);
    if (!hit || hit->ref.track != track) return Qt::CrossCursor;
    return hit->part == NotePart::Body ? Qt::SizeAllCursor : Qt::SizeHorCursor;
}

} // namespace contrafact::ui
