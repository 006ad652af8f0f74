// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/erase_tool.h"

#include "ui/document/document.h"
#include "ui/roll/draw_tool.h"
#include "ui/roll/roll_state.h"
#include "ui/roll/select_tool.h"

#include <cmath>

namespace contrafact::ui {

void EraseTool::press(const RollPoint& point) {
    m_gesture.emplace(m_context.document);
    m_erased.clear();
    m_last = point.pos;
    move(point);
}

void EraseTool::move(const RollPoint& point) {
    if (!m_gesture) return;
    auto& document = m_context.document;
    // Along the way from the last point, so that a quick sweep leaves no gaps.
    const auto way = point.pos - m_last;
    const int steps = 1 + int(std::max(std::abs(way.x()), std::abs(way.y())) / 3);
    for (int i = 1; i <= steps; ++i) {
        const auto pos = m_last + way * (double(i) / steps);
        const auto hit =
            hitAt(document.score(), m_context.state.geometry(), pos, document.currentTrack());
        if (!hit || hit->ref.track != document.currentTrack()) continue;
        m_erased.push_back(hit->ref);
        m_gesture->update(score::removeNotes(m_gesture->base(), m_erased, "Erase notes"));
    }
    m_last = point.pos;
}

void EraseTool::release(const RollPoint&) {
    m_gesture.reset();
}

void EraseTool::cancel() {
    if (m_gesture) m_gesture->cancel();
    m_gesture.reset();
}

std::unique_ptr<RollTool> makeTool(ToolId id, const RollContext& context) {
    switch (id) {
    case ToolId::Select:
        return std::make_unique<SelectTool>(context);
    case ToolId::Draw:
        return std::make_unique<DrawTool>(context);
    case ToolId::Erase:
        return std::make_unique<EraseTool>(context);
    }
    return nullptr;
}

} // namespace contrafact::ui
