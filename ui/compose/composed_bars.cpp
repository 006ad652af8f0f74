// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compose/composed_bars.h"

#include "ui/document/document.h"

#include <algorithm>

namespace contrafact::ui {

namespace {

std::vector<score::TickRange> united(std::vector<score::TickRange> ranges, score::TickRange more) {
    ranges.push_back(more);
    std::sort(ranges.begin(), ranges.end(),
              [](const auto& a, const auto& b) { return a.begin < b.begin; });
    std::vector<score::TickRange> out;
    for (const auto& range : ranges) {
        if (!out.empty() && range.begin <= out.back().end)
            out.back().end = std::max(out.back().end, range.end);
        else
            out.push_back(range);
    }
    return out;
}

} // namespace

ComposedBars::ComposedBars(Document& document, QObject* parent)
    : QObject(parent)
    , m_document(document) {
    connect(&document.undoStack(), &QUndoStack::indexChanged, this, &ComposedBars::follow);
    connect(&document, &Document::replaced, this, [this] { m_marks.clear(); });
}

void ComposedBars::add(score::TickRange bars) {
    const auto& stack = m_document.undoStack();
    const int steps = stack.index();
    if (m_marks.empty()) m_before = m_document.generated();
    const auto ranges = united(m_document.generated(), bars);
    m_marks.insert_or_assign(steps, Mark{steps > 0 ? stack.command(steps - 1) : nullptr, ranges});
    m_document.setGenerated(ranges);
}

void ComposedBars::follow(int steps) {
    if (m_marks.empty()) return;
    const auto& stack = m_document.undoStack();
    for (auto mark = m_marks.begin(); mark != m_marks.end();) {
        const bool gone =
            mark->first > stack.count() || stack.command(mark->first - 1) != mark->second.step;
        mark = gone ? m_marks.erase(mark) : std::next(mark);
    }
    const auto after = m_marks.upper_bound(steps);
    const auto& ranges = after == m_marks.begin() ? m_before : std::prev(after)->second.ranges;
    if (ranges != m_document.generated()) m_document.setGenerated(ranges);
}

} // namespace contrafact::ui
