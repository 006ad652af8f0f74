// SPDX-License-Identifier: GPL-3.0-or-later
// What the pointer does on the roll: one class a tool. A tool turns presses and moves into edits of
// the document; a gesture is one step of undo.
#pragma once

#include "core/score/types.h"

#include <QPointF>
#include <QString>
#include <Qt>

#include <memory>

class QPainter;

namespace contrafact::ui {

class Document;
class Player;
class RollState;
enum class ToolId;

struct RollContext {
    Document& document;
    RollState& state;
    Player* player = nullptr; ///< sounds what is drawn; may be absent
};

/// A pointer position in pixels and in music.
struct RollPoint {
    QPointF pos;
    double tick = 0;
    score::Pitch pitch;
    Qt::KeyboardModifiers modifiers;

    /// Alt or Ctrl held while dragging goes past the snap: many desktops take Alt for themselves.
    bool snaps() const { return !(modifiers & (Qt::AltModifier | Qt::ControlModifier)); }
};

class RollTool {
public:
    explicit RollTool(RollContext context)
        : m_context(context) {}
    virtual ~RollTool() = default;

    virtual void press(const RollPoint& point) = 0;
    virtual void move(const RollPoint& point) = 0;
    virtual void release(const RollPoint& point) = 0;
    /// Takes back the gesture under way.
    virtual void cancel() = 0;
    virtual void doubleClick(const RollPoint&) {}
    virtual Qt::CursorShape cursorAt(const RollPoint&) const { return Qt::ArrowCursor; }
    /// What shows above the notes while the gesture lasts.
    virtual void paintOver(QPainter&) const {}

protected:
    RollContext m_context;
};

std::unique_ptr<RollTool> makeTool(ToolId id, const RollContext& context);

} // namespace contrafact::ui
