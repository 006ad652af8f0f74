// SPDX-License-Identifier: GPL-3.0-or-later
// The middle of the window: overview, track headers, ruler, keyboard, roll and velocity lane, which
// share one view of the music.
#pragma once

#include "ui/roll/roll_state.h"
#include "ui/roll/roll_tool.h"

#include <QWidget>

class QSplitter;

namespace contrafact::ui {

class NoteActions;
class Player;
class RollView;
class TrackList;
class VelocityLane;

class RollArea : public QWidget {
    Q_OBJECT
public:
    RollArea(Document& document, Player* player, QWidget* parent = nullptr);

    RollState& state() { return m_state; }
    RollView& view() { return *m_view; }
    VelocityLane& lane() { return *m_lane; }
    TrackList& tracks() { return *m_tracks; }
    NoteActions& actions() { return *m_actions; }

Q_SIGNALS:
    void menuRequested(QPoint at); ///< on the screen

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeOverview();
    QWidget* makeTools();
    QWidget* makeNotes();
    QWidget* makeVelocities();

    RollState m_state;
    RollContext m_context;
    RollView* m_view;
    VelocityLane* m_lane;
    TrackList* m_tracks;
    NoteActions* m_actions;
    QSplitter* m_splitter;       ///< notes above velocities
    bool m_laneIsChosen = false; ///< how high it is, by hand
};

} // namespace contrafact::ui
