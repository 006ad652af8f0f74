// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/roll/note_actions.h"

#include "ui/actions/action.h"
#include "ui/document/document.h"
#include "ui/roll/note_commands.h"
#include "ui/roll/note_words.h"
#include "ui/roll/roll_state.h"
#include "ui/services/player.h"
#include "ui/theme/icons.h"

#include <QActionGroup>

#include <cmath>
#include <functional>

namespace contrafact::ui {
namespace {

constexpr auto kInRoll = Qt::WidgetWithChildrenShortcut;
constexpr double kZoomStep = 1.25;
constexpr int kVelocityStep = 8;

} // namespace

NoteActions::NoteActions(const RollContext& context, QWidget* roll)
    : QObject(roll)
    , m_context(context) {
    makeHistory(roll);
    makeClipboard(roll);
    makeWalks(roll);
    makeMoves(roll);
    makeTools(roll);
    makeZoom(roll);
    connect(&context.document, &Document::selectionChanged, this, &NoteActions::updateEnabled);
    connect(&context.document, &Document::replaced, this, &NoteActions::updateEnabled);
    updateEnabled();
}

void NoteActions::makeHistory(QWidget* roll) {
    auto& stack = m_context.document.undoStack();
    auto* undo = stack.createUndoAction(roll, tr("Undo"));
    undo->setObjectName("edit.undo");
    undo->setShortcuts({QKeySequence(tr("Ctrl+Z"))});
    auto* redo = stack.createRedoAction(roll, tr("Redo"));
    redo->setObjectName("edit.redo");
    redo->setShortcuts({QKeySequence(tr("Ctrl+Shift+Z")), QKeySequence(tr("Ctrl+Y"))});
    history = {undo, redo};
    roll->addActions(history);
}

void NoteActions::makeClipboard(QWidget* roll) {
    auto& document = m_context.document;
    auto& state = m_context.state;
    auto* cut = makeAction(roll, "edit.cut", tr("Cut"), {QKeySequence("Ctrl+X")},
                           [&document] { cutNotes(document); });
    auto* copy = makeAction(roll, "edit.copy", tr("Copy"), {QKeySequence("Ctrl+C")},
                            [&document] { copyNotes(document); });
    auto* paste = makeAction(roll, "edit.paste", tr("Paste at playhead"), {QKeySequence("Ctrl+V")},
                             [this, &document] { pasteNotes(document, playhead()); });
    auto* duplicate = makeAction(roll, "edit.duplicate", tr("Duplicate"), {QKeySequence("Ctrl+D")},
                                 [&document, &state] { duplicateNotes(document, state); });
    auto* remove = makeAction(
        roll, "edit.delete", tr("Delete"), {QKeySequence("Del"), QKeySequence("Backspace")},
        [&document] { deleteNotes(document); }, kInRoll);
    clipboard = {cut, copy, paste, duplicate, remove};
    auto* all = makeAction(roll, "edit.select_all", tr("Select all of the track"),
                           {QKeySequence("Ctrl+A")}, [&document] { selectAll(document); });
    auto* none = makeAction(roll, "edit.select_none", tr("Select nothing"),
                            {QKeySequence("Ctrl+Shift+A")}, [&document] { document.select({}); });
    selection = {all, none};
    locks = {makeAction(
        roll, "edit.lock", tr("Lock or unlock notes for composing"), {QKeySequence("Shift+K")},
        [&document, &state] { state.tell(toggleLocks(document)); }, kInRoll)};
    m_needSelection = {cut, copy, duplicate, remove, none};
}

score::Tick NoteActions::nudgeStep() const {
    return snapStep(m_context.document.score(), m_context.state.snap(), score::Tick(0));
}

/// On the grid.
score::Tick NoteActions::playhead() const {
    const double at = m_context.player ? m_context.player->playhead() : 0;
    return snapNearest(m_context.document.score(), m_context.state.snap(), at);
}

void NoteActions::makeWalks(QWidget* roll) {
    walks = {makeAction(
                 roll, "edit.next_note", tr("Next note"), {QKeySequence("Ctrl+Right")},
                 [this] { walk(1); }, kInRoll),
             makeAction(
                 roll, "edit.previous_note", tr("Previous note"), {QKeySequence("Ctrl+Left")},
                 [this] { walk(-1); }, kInRoll),
             makeAction(
                 roll, "edit.hear", tr("Hear the selected notes"),
                 {QKeySequence("Return"), QKeySequence("Enter")}, [this] { hearSelected(); },
                 kInRoll),
             makeAction(
                 roll, "edit.insert", tr("Draw a note at the playhead"), {QKeySequence("Ins")},
                 [this] { insertAtPlayhead(); }, kInRoll)};
    m_needSelection << walks[2];
}

/// Selects a neighbour, sounds it, brings it into view and says what it is.
void NoteActions::walk(int by) {
    auto& document = m_context.document;
    const auto* found = neighbourNote(document, playhead(), by);
    if (!found) return m_context.state.tell(tr("This track has no notes"));
    document.select({{document.currentTrack(), found->id}});
    m_context.state.showNote(*found);
    m_context.state.tell(noteWords(document.score(), *found));
    hearSelected();
}

/// At the pitch of the note before the playhead, so that a line goes on where it was.
void NoteActions::insertAtPlayhead() {
    auto& document = m_context.document;
    const int track = document.currentTrack();
    if (track < document.score().trackCount() && document.score().track(track).info.locked)
        return m_context.state.tell(tr("This track is locked: unlock it to draw"));
    const auto at = playhead();
    document.select({});
    const auto* before = neighbourNote(document, at, -1);
    insertNote(document, m_context.state, at, before ? before->pitch : score::Pitch(60));
    hearSelected();
}

void NoteActions::hearSelected() {
    if (!m_context.player) return;
    for (const auto& ref : m_context.document.selection())
        if (const auto* note = m_context.document.score().track(ref.track).find(ref.id))
            m_context.player->audition(ref.track, note->pitch, note->velocity);
}

void NoteActions::nudge(score::Tick by, int semitones) {
    nudgeNotes(m_context.document, by, semitones);
    if (semitones != 0 && m_context.document.selection().size() == 1) hearSelected();
}

void NoteActions::makeMoves(QWidget* roll) {
    struct Move {
        const char* id;
        QString text;
        const char* keys;
        int steps;
        int semitones;
    };
    const Move list[] = {{"edit.nudge_left", tr("Nudge left"), "Left", -1, 0},
                         {"edit.nudge_right", tr("Nudge right"), "Right", 1, 0},
                         {"edit.semitone_up", tr("Semitone up"), "Up", 0, 1},
                         {"edit.semitone_down", tr("Semitone down"), "Down", 0, -1},
                         {"edit.octave_up", tr("Octave up"), "Shift+Up", 0, 12},
                         {"edit.octave_down", tr("Octave down"), "Shift+Down", 0, -12}};
    for (const auto& move : list)
        moves << makeAction(
            roll, move.id, move.text, {QKeySequence(move.keys)},
            [this, steps = move.steps, semitones = move.semitones] {
                nudge(nudgeStep() * steps, semitones);
            },
            kInRoll);
    struct Change {
        const char* id;
        QString text;
        const char* keys;
        std::function<void(Document&, score::Tick)> run; ///< with a step of the grid
    };
    const Change changes[] = {
        {"edit.longer", tr("Longer"), "Shift+Right",
         [](Document& d, score::Tick step) { stretchNotes(d, step, step); }},
        {"edit.shorter", tr("Shorter"), "Shift+Left",
         [](Document& d, score::Tick step) { stretchNotes(d, -step, step); }},
        {"edit.louder", tr("Louder"), "PgUp",
         [](Document& d, score::Tick) { changeVelocities(d, kVelocityStep); }},
        {"edit.softer", tr("Softer"), "PgDown",
         [](Document& d, score::Tick) { changeVelocities(d, -kVelocityStep); }}};
    for (const auto& change : changes)
        moves << makeAction(
            roll, change.id, change.text, {QKeySequence(change.keys)},
            [this, run = change.run] { run(m_context.document, nudgeStep()); }, kInRoll);
    moves << makeAction(
        roll, "edit.quantise", tr("Quantise to snap"), {QKeySequence("Q")},
        [this] { quantiseNotes(m_context.document, m_context.state); }, kInRoll);
    m_needSelection << moves;
}

void NoteActions::makeTools(QWidget* roll) {
    struct Tool {
        ToolId id;
        const char* name;
        QString text;
        const char* keys;
    };
    const Tool list[] = {{ToolId::Select, "select", tr("Select tool"), "1"},
                         {ToolId::Draw, "draw", tr("Draw tool"), "2"},
                         {ToolId::Erase, "erase", tr("Erase tool"), "3"}};
    auto* group = new QActionGroup(this);
    auto& state = m_context.state;
    for (const auto& tool : list) {
        auto* action =
            makeAction(roll, QStringLiteral("tool.%1").arg(QLatin1String(tool.name)), tool.text,
                       {QKeySequence(tool.keys)}, [&state, id = tool.id] { state.setTool(id); });
        action->setCheckable(true);
        action->setChecked(state.tool() == tool.id);
        action->setIcon(icon(QLatin1String(tool.name)));
        group->addAction(action);
        connect(&state, &RollState::toolChanged, action,
                [&state, action, id = tool.id] { action->setChecked(state.tool() == id); });
        tools << action;
    }
}

void NoteActions::makeZoom(QWidget* roll) {
    auto& state = m_context.state;
    const auto time = [&state](double factor) {
        return
            [&state, factor] { state.zoomTime(factor, state.geometry().viewport().width() / 2); };
    };
    const auto pitch = [&state](double factor) {
        return
            [&state, factor] { state.zoomPitch(factor, state.geometry().viewport().height() / 2); };
    };
    zoom = {makeAction(roll, "view.zoom_in", tr("Zoom in"),
                       {QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")}, time(kZoomStep)),
            makeAction(roll, "view.zoom_out", tr("Zoom out"), {QKeySequence("Ctrl+-")},
                       time(1 / kZoomStep)),
            makeAction(roll, "view.rows_higher", tr("Higher rows"), {QKeySequence("Ctrl+Shift++")},
                       pitch(kZoomStep)),
            makeAction(roll, "view.rows_lower", tr("Lower rows"), {QKeySequence("Ctrl+Shift+-")},
                       pitch(1 / kZoomStep)),
            makeAction(roll, "view.whole_piece", tr("Show whole piece"), {QKeySequence("Ctrl+0")},
                       [&state] { state.showAll(); }),
            makeAction(roll, "view.selection", tr("Show selection"), {QKeySequence("Ctrl+E")},
                       [&state] { state.showSelection(); })};
    m_needSelection << zoom.back();
}

void NoteActions::updateEnabled() {
    const bool some = !m_context.document.selection().empty();
    for (auto* action : m_needSelection) action->setEnabled(some);
}

} // namespace contrafact::ui
