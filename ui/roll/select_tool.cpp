// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/select_tool.h"

#include "ui/document/document.h"
#include "ui/roll/draw_tool.h"
#include "ui/roll/roll_state.h"
#include "ui/services/player.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace contrafact::ui {

void SelectTool::press(const RollPoint& point) {
    auto& document = m_context.document;
    const auto hit =
        hitAt(document.score(), m_context.state.geometry(), point.pos, document.currentTrack());
    if (hit) return pressNote(*hit, point);
    const bool adds = point.modifiers & (Qt::ControlModifier | Qt::ShiftModifier);
    m_before = adds ? document.selection() : score::Selection{};
    m_bandFrom = point.pos;
    m_band = {};
    document.select(m_before);
}

void SelectTool::pressNote(const NoteHit& hit, const RollPoint& point) {
    auto& document = m_context.document;
    document.setCurrentTrack(hit.ref.track);
    auto selection = document.selection();
    const bool selected = std::binary_search(selection.begin(), selection.end(), hit.ref);
    if (point.modifiers.testFlag(Qt::ControlModifier)) {
        if (selected)
            std::erase(selection, hit.ref);
        else
            selection.push_back(hit.ref);
        return document.select(std::move(selection));
    }
    if (!selected) document.select({hit.ref});
    if (m_context.player)
        m_context.player->audition(hit.ref.track, hit.note.pitch, hit.note.velocity);
    m_pressed = hit;
    m_drag.emplace(m_context, hit, point);
}

void SelectTool::move(const RollPoint& point) {
    if (m_drag) return m_drag->move(point);
    if (!m_bandFrom) return;
    m_band = QRectF(*m_bandFrom, point.pos).normalized();
    auto& document = m_context.document;
    auto selection =
        notesIn(document.score(), m_context.state.geometry(), m_band, document.currentTrack());
    selection.insert(selection.end(), m_before.begin(), m_before.end());
    document.select(std::move(selection));
}

void SelectTool::release(const RollPoint&) {
    // A click on one of several selected notes means that one.
    if (m_drag && !m_drag->moved()) m_context.document.select({m_pressed->ref});
    m_drag.reset();
    m_bandFrom.reset();
    m_band = {};
}

void SelectTool::cancel() {
    if (m_drag) m_drag->cancel();
    if (m_bandFrom) m_context.document.select(m_before);
    m_drag.reset();
    m_bandFrom.reset();
    m_band = {};
}

void SelectTool::doubleClick(const RollPoint& point) {
    DrawTool draw(m_context);
    draw.press(point);
    draw.release(point);
}

Qt::CursorShape SelectTool::cursorAt(const RollPoint& point) const {
    const auto& document = m_context.document;
    const auto hit =
        hitAt(document.score(), m_context.state.geometry(), point.pos, document.currentTrack());
    if (!hit) return Qt::ArrowCursor;
    return hit->part == NotePart::Body ? Qt::SizeAllCursor : Qt::SizeHorCursor;
}

void SelectTool::paintOver(QPainter& painter) const {
    if (m_band.isEmpty()) return;
    auto colour = theme().accent;
    painter.setPen(colour);
    colour.setAlphaF(0.15f);
    painter.setBrush(colour);
    painter.drawRect(m_band);
}

} // namespace contrafact::ui
