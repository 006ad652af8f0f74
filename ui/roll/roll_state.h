// SPDX-License-Identifier: GPL-3.0-or-later
// What the roll, ruler, keyboard, velocity lane and overview share: the view of the document (not
// the music itself) and how drawing behaves. GUI thread.
#pragma once

#include "ui/roll/roll_geometry.h"
#include "ui/roll/roll_scene.h"
#include "ui/roll/snap.h"

#include <QObject>

namespace contrafact::ui {

class Document;

enum class ToolId { Select, Draw, Erase };

class RollState : public QObject {
    Q_OBJECT
public:
    explicit RollState(Document& document, QObject* parent = nullptr);

    const RollGeometry& geometry() const { return m_geometry; }
    /// Keeps the view within the music and tells all that show it.
    void setGeometry(RollGeometry geometry);
    /// What the painter needs, as the document stands.
    RollScene scene() const;

    ToolId tool() const { return m_tool; }
    void setTool(ToolId tool);
    const Snap& snap() const { return m_snap; }
    void setSnap(const Snap& snap);
    /// The scale that rows are tinted and folded by; none shows all rows alike.
    const std::optional<score::Scale>& scale() const { return m_scale; }
    void setScale(std::optional<score::Scale> scale);
    /// Hides the rows outside the scale that hold no note.
    bool folded() const { return m_folded; }
    void setFolded(bool on);
    /// The view turns the page when the playhead leaves it.
    bool followsPlayhead() const { return m_follow; }
    void setFollowsPlayhead(bool on) { m_follow = on; }

    /// A drawn note is as long and loud as the last one that was drawn or resized.
    score::Tick noteLength() const;
    void setNoteLength(score::Tick length) { m_noteLength = length; }
    int velocity() const { return m_velocity; }
    void setVelocity(int velocity) { m_velocity = velocity; }

    /// Where the view can scroll to: the music and some empty bars behind it.
    score::Tick viewEnd() const;
    void zoomTime(double factor, double atX);
    void zoomPitch(double factor, double atY);
    void scrollBy(double dx, double dy);
    void showAll();     ///< the whole piece, however long, its pitches in height
    void showOpening(); ///< as much of its beginning as says something at a glance
    /// All of a span of time, no closer than it is now, and the current track's pitches in it.
    void showRange(score::TickRange range);
    void showTick(double tick);             ///< turns the page if need be
    void showNote(const score::Note& note); ///< scrolls only when it is out of view
    void showSelection();

    /// A sentence for the status bar.
    void tell(const QString& message) { Q_EMIT told(message); }

Q_SIGNALS:
    void told(const QString& message);
    void viewChanged(); ///< geometry
    void toolChanged();
    void snapChanged();
    void scaleChanged(); ///< scale or folding

private:
    void updateRows();
    void showGuest();
    void showBars(int bars);

    Document& m_document;
    RollGeometry m_geometry;
    std::optional<RollGeometry> m_home; ///< the view of the document while a guest is shown
    ToolId m_tool = ToolId::Select;
    Snap m_snap = defaultSnap();
    std::optional<score::Scale> m_scale;
    std::optional<score::Tick> m_noteLength;
    int m_velocity = 100;
    bool m_folded = false;
    bool m_follow = true;
    mutable std::optional<score::Tick> m_viewEnd; ///< found anew after changes: it costs all notes
};

} // namespace contrafact::ui
