// SPDX-License-Identifier: GPL-3.0-or-later
// The actions of the Edit menu and of the roll's keys.
#pragma once

#include "ui/roll/roll_tool.h"

#include <QList>
#include <QObject>

class QAction;
class QWidget;

namespace contrafact::ui {

class NoteActions : public QObject {
    Q_OBJECT
public:
    /// Bare keys (arrows, Q, Delete, 1 2 3) work while `roll` has the focus, the others everywhere
    /// in its window.
    NoteActions(const RollContext& context, QWidget* roll);

    QList<QAction*> history; ///< undo, redo
    QList<QAction*> clipboard;
    QList<QAction*> selection;
    QList<QAction*> locks;
    QList<QAction*> walks; ///< from note to note
    QList<QAction*> moves;
    QList<QAction*> tools;
    QList<QAction*> zoom;

private:
    void makeHistory(QWidget* roll);
    void makeClipboard(QWidget* roll);
    void makeWalks(QWidget* roll);
    void makeMoves(QWidget* roll);
    void walk(int by);
    void insertAtPlayhead();
    void nudge(score::Tick by, int semitones);
    void hearSelected();
    score::Tick playhead() const;
    void makeTools(QWidget* roll);
    void makeZoom(QWidget* roll);
    void updateEnabled();
    score::Tick nudgeStep() const;

    RollContext m_context;
    QList<QAction*> m_needSelection;
};

} // namespace contrafact::ui
