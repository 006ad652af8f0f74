// SPDX-License-Identifier: GPL-3.0-or-later
// Editing as a person does it: with mouse and keys on the real widgets.
#include "tests/support/test.h"
#include "ui/document/document.h"
#include "ui/roll/note_actions.h"
#include "ui/roll/note_commands.h"
#include "ui/roll/roll_accessibility.h"
#include "ui/roll/roll_area.h"
#include "ui/roll/roll_view.h"
#include "ui/roll/ruler.h"
#include "ui/roll/velocity_lane.h"
#include "ui/window/file_commands.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QWheelEvent>

using namespace contrafact;
using namespace contrafact::ui;
using score::Pitch;
using score::Tick;

class TestRollEditing : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { installRollAccessibility(); }
    void init() {
        m_document = std::make_unique<Document>();
        m_area = std::make_unique<RollArea>(*m_document, nullptr);
        m_area->resize(1100, 700);
        m_area->show();
        QVERIFY(QTest::qWaitForWindowActive(m_area.get()));
        m_document->reset(emptyPiece());
        m_area->view().setFocus();
    }
    void cleanup() {
        m_area.reset();
        m_document.reset();
    }

    void drawsWithTheDrawTool() {
        state().setTool(ToolId::Draw);
        click(at(480, 60));
        QCOMPARE(count(), 1);
        QCOMPARE(only().onset.value, 480);
        QCOMPARE(only().pitch.value, 60);
        QCOMPARE(only().length.value, 120); // one step of 1/16
        undo();
        QCOMPARE(count(), 0);
        redo();
        QCOMPARE(count(), 1);
    }

    void aDragWhileDrawingSetsTheLengthThatTheNextNoteHasToo() {
        state().setTool(ToolId::Draw);
        drag(at(480, 60), at(960, 60));
        QCOMPARE(only().length.value, 480);
        QCOMPARE(m_document->undoStack().count(), 1);
        click(at(1920, 64));
        QCOMPARE(notes().back().length.value, 480);
    }

    void escapeTakesADrawnNoteBack() {
        state().setTool(ToolId::Draw);
        press(at(480, 60));
        QCOMPARE(count(), 1);
        key(Qt::Key_Escape);
        QCOMPARE(count(), 0);
        release(at(480, 60));
        QVERIFY(!m_document->undoStack().canUndo());
    }

    void movesByTimeAndPitchAsOneStep() {
        add(480, 480, 60);
        drag(at(600, 60), at(1080, 64));
        QCOMPARE(only().onset.value, 960);
        QCOMPARE(only().pitch.value, 64);
        QCOMPARE(m_document->undoStack().count(), 2); // adding it was the first
        undo();
        QCOMPARE(only().onset.value, 480);
        QCOMPARE(only().pitch.value, 60);
    }

    void altMovesFreely() {
        add(480, 480, 60);
        drag(at(600, 60), at(650, 60), Qt::AltModifier);
        QVERIFY(only().onset.value % 120 != 0);
        QVERIFY(std::abs(only().onset.value - 530) <= tolerance());
    }

    void ctrlMovesFreelyToo() { // where the desktop takes Alt for itself
        add(480, 480, 60);
        press(at(600, 60)); // Ctrl already held here would mean to select
        dragOn(at(650, 60), Qt::ControlModifier);
        release(at(650, 60), Qt::ControlModifier);
        QVERIFY(only().onset.value % 120 != 0);
        QVERIFY(std::abs(only().onset.value - 530) <= tolerance());
        state().setTool(ToolId::Draw);
        m_document->select({});
        drag(at(3000, 70), at(3100, 70), Qt::ControlModifier);
        QVERIFY(notes().back().onset.value % 120 != 0);
    }

    void aWayOverTheBorderLosesNothing() {
        add(240, 480, 60);
        press(at(400, 60));
        QTest::mouseMove(viewport(), QPoint(2, viewport()->height() / 2));
        QTest::mouseMove(viewport(), at(400, 60));
        release(at(400, 60));
        QCOMPARE(only().onset.value, 240);
        QCOMPARE(only().pitch.value, 60);
        QCOMPARE(m_document->undoStack().count(), 1);
    }

    void edgesResize() {
        add(480, 480, 60);
        drag(at(935, 60), at(1415, 60));
        QCOMPARE(only().length.value, 960);
        drag(at(485, 60), at(725, 60));
        QCOMPARE(only().onset.value, 720);
        QCOMPARE(only().end().value, 1440);
    }

    void shiftDragCopies() {
        add(480, 480, 60);
        drag(at(600, 60), at(1560, 60), Qt::ShiftModifier);
        QCOMPARE(count(), 2);
        QCOMPARE(notes()[0].onset.value, 480);
        QCOMPARE(notes()[1].onset.value, 1440);
        QCOMPARE(m_document->selection().size(), std::size_t(1));
        QCOMPARE(m_document->selection()[0].id, notes()[1].id);
        undo();
        QCOMPARE(count(), 1);
    }

    void rightClickErasesAndASweepErasesAll() {
        for (int i = 0; i < 4; ++i) add(480 * i, 240, 60);
        QTest::mouseClick(viewport(), Qt::RightButton, {}, at(100, 60));
        QCOMPARE(count(), 3);
        state().setTool(ToolId::Erase);
        drag(at(300, 60), at(1900, 60));
        QCOMPARE(count(), 0);
        undo();
        QCOMPARE(count(), 3);
    }

    void rubberBandAndControlClickSelect() {
        add(480, 240, 60);
        add(960, 240, 62);
        add(1920, 240, 64);
        drag(at(240, 66), at(1300, 58));
        QCOMPARE(m_document->selection().size(), std::size_t(2));
        QTest::mouseClick(viewport(), Qt::LeftButton, Qt::ControlModifier, at(2000, 64));
        QCOMPARE(m_document->selection().size(), std::size_t(3));
        QTest::mouseClick(viewport(), Qt::LeftButton, Qt::ControlModifier, at(1000, 62));
        QCOMPARE(m_document->selection().size(), std::size_t(2));
        key(Qt::Key_Escape);
        QVERIFY(m_document->selection().empty());
    }

    void keysNudgeTransposeQuantiseAndDelete() {
        add(490, 240, 60);
        key(Qt::Key_A, Qt::ControlModifier);
        key(Qt::Key_Q);
        QCOMPARE(only().onset.value, 480);
        key(Qt::Key_Right);
        key(Qt::Key_Up);
        QCOMPARE(only().onset.value, 600);
        QCOMPARE(only().pitch.value, 61);
        key(Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(only().pitch.value, 49);
        key(Qt::Key_Delete);
        QCOMPARE(count(), 0);
        key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(count(), 1);
        key(Qt::Key_Y, Qt::ControlModifier);
        QCOMPARE(count(), 0);
        key(Qt::Key_Z, Qt::ControlModifier);
        key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(count(), 0);
    }

    void copyPasteAndDuplicate() {
        add(480, 240, 60);
        add(960, 480, 64);
        key(Qt::Key_A, Qt::ControlModifier);
        key(Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(count(), 4);
        QCOMPARE(notes()[2].onset.value, 1440); // 960 ticks behind, as long as the pattern
        key(Qt::Key_X, Qt::ControlModifier);
        QCOMPARE(count(), 2);
        key(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(count(), 4);
        QCOMPARE(notes()[0].onset.value, 0); // at the playhead
    }

    /// A chord and a melody up to the highest pitch there is, and back.
    void transposingOverTheEdgeKeepsEveryInterval() {
        for (const int pitch : {100, 104, 107}) add(0, 480, pitch);
        for (int i = 0; i < 4; ++i) add(480 * (i + 1), 240, 108 + 3 * i);
        const auto before = m_document->score();
        const auto intervals = [&] {
            std::vector<int> all;
            for (const auto& note : notes())
                all.push_back(note.pitch.value - notes().front().pitch.value);
            return all;
        };
        const auto shape = intervals();
        const int edits = m_document->undoStack().index();
        key(Qt::Key_A, Qt::ControlModifier);
        for (int i = 0; i < 4; ++i) {
            key(Qt::Key_Up, Qt::ShiftModifier);
            QCOMPARE(intervals(), shape);
        }
        for (int i = 0; i < 20; ++i) key(Qt::Key_Up);
        QCOMPARE(intervals(), shape);
        QCOMPARE(notes().back().pitch.value, 127);
        while (m_document->undoStack().index() > edits) undo();
        QVERIFY(m_document->score().sounds(before));
    }

    void pastingKeepsDistancesThatAreOffTheGrid() {
        add(487, 113, 60);
        add(1003, 250, 64);
        add(1003, 7, 67);
        state().setSnap({"1/4", 1, 4});
        key(Qt::Key_A, Qt::ControlModifier);
        key(Qt::Key_C, Qt::ControlModifier);
        key(Qt::Key_Delete);
        key(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(count(), 3);
        QCOMPARE(notes()[1].onset.value - notes()[0].onset.value, 1003 - 487);
        QCOMPARE(notes()[2].onset.value, notes()[1].onset.value);
        QCOMPARE(notes()[0].length.value, 113);
        QCOMPARE(notes()[1].length.value, 250);
        QCOMPARE(notes()[2].length.value, 7);
    }

    void undoOfChordsAndUnisonsBringsBackTheVeryNotes() {
        add(480, 240, 60);
        add(480, 480, 64);
        add(480, 120, 60); // of the same pitch
        const std::vector<score::Note> all(notes().begin(), notes().end());
        for (const auto& gone : all) {
            auto rest = all;
            std::erase(rest, gone);
            m_document->select({{0, gone.id}});
            key(Qt::Key_Delete);
            QVERIFY(std::ranges::equal(notes(), rest));
            undo();
            QVERIFY(std::ranges::equal(notes(), all));
            redo();
            QVERIFY(std::ranges::equal(notes(), rest));
            undo();
            QVERIFY(std::ranges::equal(notes(), all));
        }
    }

    void theClipboardIsCheckedAndScaled() {
        const std::vector<score::Note> some{{.onset = Tick(960),
                                             .length = Tick(480),
                                             .pitch = Pitch(60),
                                             .velocity = 90,
                                             .release = 3}};
        const auto bytes = encodeNotes(some, 480);
        QCOMPARE(decodeNotes(bytes, 960).at(0).length.value, 960);
        QCOMPARE(decodeNotes(bytes, 480).at(0).onset.value, 0);
        QCOMPARE(int(decodeNotes(bytes, 480).at(0).release), 3);
        QVERIFY(decodeNotes("nonsense", 480).empty());
        QVERIFY(decodeNotes(bytes.left(bytes.size() - 1), 480).empty());
    }

    void digitsChooseTools() {
        key(Qt::Key_2);
        QCOMPARE(state().tool(), ToolId::Draw);
        key(Qt::Key_3);
        QCOMPARE(state().tool(), ToolId::Erase);
        key(Qt::Key_1);
        QCOMPARE(state().tool(), ToolId::Select);
    }

    void aLockedTrackIsLeftAlone() {
        add(480, 480, 60);
        auto info = m_document->score().track(0).info;
        info.locked = true;
        m_document->perform(score::setTrackInfo(m_document->score(), 0, info, "Lock"));
        QString said;
        connect(&state(), &RollState::told, this, [&](const QString& text) { said = text; });
        state().setTool(ToolId::Draw);
        click(at(1920, 70));
        QCOMPARE(count(), 1);
        QVERIFY(said.contains("locked"));
        state().setTool(ToolId::Select);
        drag(at(600, 60), at(1080, 64));
        QCOMPARE(only().onset.value, 480);
    }

    void clickingAnotherTracksNoteGoesThere() {
        add(480, 480, 60, 2);
        click(at(600, 60));
        QCOMPARE(m_document->currentTrack(), 2);
    }

    void theRulerChoosesWholeBars() {
        auto* ruler = m_area->findChild<Ruler*>();
        const auto x = [&](double tick) { return int(state().geometry().xOf(tick)); };
        QTest::mousePress(ruler, Qt::LeftButton, {}, QPoint(x(2500), 10));
        QTest::mouseMove(ruler, QPoint(x(5000), 10));
        QTest::mouseRelease(ruler, Qt::LeftButton, {}, QPoint(x(5000), 10));
        QVERIFY(m_document->region().has_value());
        QCOMPARE(m_document->region()->begin.value, 1920);
        QCOMPARE(m_document->region()->end.value, 5760);
        QTest::mouseDClick(ruler, Qt::LeftButton, {}, QPoint(x(2500), 10));
        QVERIFY(!m_document->region());
    }

    void theVelocityLaneSetsVelocitiesAsOneStep() {
        for (int i = 0; i < 4; ++i) add(480 * i, 240, 60);
        auto& lane = m_area->lane();
        const auto x = [&](int i) { return int(state().geometry().xOf(480.0 * i)) + 1; };
        const int steps = m_document->undoStack().count();
        QTest::mousePress(&lane, Qt::LeftButton, {}, QPoint(x(0), 5));
        QTest::mouseMove(&lane, QPoint(x(3), lane.height() - 5));
        QTest::mouseRelease(&lane, Qt::LeftButton, {}, QPoint(x(3), lane.height() - 5));
        QCOMPARE(m_document->undoStack().count(), steps + 1);
        QVERIFY(notes()[0].velocity > 120);
        QVERIFY(notes()[3].velocity < 15);
        QVERIFY(notes()[1].velocity > notes()[2].velocity);
        undo();
        QCOMPARE(int(notes()[0].velocity), 100);
    }

    void theLaneChangesOnlySelectedNotesWhenThereAreAny() {
        add(480, 240, 60);
        add(480, 240, 64);
        m_document->select({{0, notes()[1].id}});
        auto& lane = m_area->lane();
        QTest::mouseClick(&lane, Qt::LeftButton, {},
                          QPoint(int(state().geometry().xOf(480.0)) + 1, lane.height() - 20));
        QCOMPARE(int(notes()[0].velocity), 100);
        QVERIFY(notes()[1].velocity < 100);
    }

    void theWheelZoomsAtTheCursor() {
        add(0, 240 * 64, 60);
        state().zoomTime(4, 100);
        const QPoint cursor(400, 200);
        const double tick = state().geometry().tickAt(cursor.x());
        const double scale = state().geometry().pixelsPerTick();
        wheel(cursor, 120, Qt::ControlModifier);
        QVERIFY(state().geometry().pixelsPerTick() > scale);
        QVERIFY(std::abs(state().geometry().tickAt(cursor.x()) - tick) < 1);
        const double row = state().geometry().rowHeight();
        wheel(cursor, 120, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(state().geometry().rowHeight() > row);
        const double top = state().geometry().topPixel();
        wheel(cursor, -120, {});
        QVERIFY(state().geometry().topPixel() > top);
        const double left = state().geometry().leftTick();
        wheel(cursor, -120, Qt::ShiftModifier);
        QVERIFY(state().geometry().leftTick() > left);
    }

    void foldingHidesWhatIsNotInTheScale() {
        add(480, 240, 61); // outside C major, but it sounds: its row stays
        state().setScale(score::Scale{0, score::kMajorMask});
        state().setFolded(true);
        const auto& geometry = state().geometry();
        QVERIFY(geometry.rowOf(Pitch(61)) >= 0);
        QCOMPARE(geometry.rowOf(Pitch(63)), -1);
        QVERIFY(geometry.rowOf(Pitch(64)) >= 0);
        state().setFolded(false);
        QCOMPARE(state().geometry().rowCount(), 128);
    }

    void movingInAFoldedViewGoesByRows() {
        state().setScale(score::Scale{0, score::kMajorMask});
        add(480, 480, 60);
        state().setFolded(true);
        drag(at(600, 60), at(600, 64));
        QCOMPARE(only().pitch.value, 64);
    }

    void notesAreReachedAndChangedByKeys() {
        for (int i = 0; i < 3; ++i) add(480 * i, 240, 60 + i);
        const auto selected = [&] { return m_document->selection(); };
        key(Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(selected(), score::Selection({{0, notes()[0].id}}));
        key(Qt::Key_Right, Qt::ControlModifier);
        key(Qt::Key_Right, Qt::ControlModifier);
        key(Qt::Key_Right, Qt::ControlModifier); // there is no further one
        QCOMPARE(selected(), score::Selection({{0, notes()[2].id}}));
        key(Qt::Key_Left, Qt::ControlModifier);
        QCOMPARE(selected(), score::Selection({{0, notes()[1].id}}));
        key(Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(notes()[1].length.value, 360);
        key(Qt::Key_Left, Qt::ShiftModifier);
        key(Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(notes()[1].length.value, 120);
        key(Qt::Key_Left, Qt::ShiftModifier); // no shorter than a step
        QCOMPARE(notes()[1].length.value, 120);
        key(Qt::Key_PageUp);
        QCOMPARE(int(notes()[1].velocity), 108);
        key(Qt::Key_PageDown);
        key(Qt::Key_PageDown);
        QCOMPARE(int(notes()[1].velocity), 92);
        const int steps = m_document->undoStack().count();
        key(Qt::Key_Up);
        QCOMPARE(notes()[1].pitch.value, 62);
        QCOMPARE(m_document->undoStack().count(), steps + 1);
    }

    void aNoteIsDrawnAtThePlayheadByKey() {
        add(0, 480, 67);
        key(Qt::Key_Insert);
        QCOMPARE(count(), 2);
        QCOMPARE(m_document->selection().size(), std::size_t{1});
        QCOMPARE(notes()[1].pitch.value, 67); // the line goes on at its pitch
        auto info = m_document->score().track(0).info;
        info.locked = true;
        m_document->perform(score::setTrackInfo(m_document->score(), 0, info, "Lock track"));
        key(Qt::Key_Insert);
        QCOMPARE(count(), 2);
    }

    void theViewFollowsTheNoteThatIsReached() {
        add(0, 240, 60);
        add(1920 * 40, 240, 100);
        state().showOpening();
        key(Qt::Key_Right, Qt::ControlModifier);
        key(Qt::Key_Right, Qt::ControlModifier);
        const auto rect = state().geometry().rectOf(notes()[1]).toAlignedRect();
        QVERIFY(viewport()->rect().contains(rect.center()));
    }

    void screenReadersFindTheNotes() {
        add(0, 240, 60);
        add(1920 + 480, 480, 64);
        auto* roll = QAccessible::queryAccessibleInterface(&m_area->view());
        QVERIFY(roll);
        QCOMPARE(roll->role(), QAccessible::List);
        QCOMPARE(roll->text(QAccessible::Name), QString("Piano roll"));
        QCOMPARE(roll->childCount(), 2);
        auto* note = roll->child(1);
        QCOMPARE(note->text(QAccessible::Name),
                 QString("E4, bar 2, beat 2, 1/4 long, velocity 100"));
        QCOMPARE(note->parent(), roll);
        QCOMPARE(roll->indexOfChild(note), 1);
        const auto rect = state().geometry().rectOf(notes()[1]).toAlignedRect();
        QCOMPARE(note->rect().topLeft(), viewport()->mapToGlobal(rect.topLeft()));
        QVERIFY(!note->state().selected);
        note->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QVERIFY(note->state().selected);
        QCOMPARE(m_document->selection(), score::Selection({{0, notes()[1].id}}));
        QCOMPARE(roll->focusChild(), note);
        key(Qt::Key_Up); // the same note, changed by key
        QCOMPARE(roll->child(1)->text(QAccessible::Name),
                 QString("F4, bar 2, beat 2, 1/4 long, velocity 100"));
        key(Qt::Key_Delete);
        QCOMPARE(roll->childCount(), 1);
        QVERIFY(!note->isValid());
    }

private:
    RollState& state() { return m_area->state(); }
    QWidget* viewport() { return m_area->view().viewport(); }
    std::span<const score::Note> notes() { return m_document->score().track(0).notes(); }
    int count() { return int(notes().size()); }
    score::Note only() { return notes().empty() ? score::Note{} : notes()[0]; }
    double tolerance() { return 2 / state().geometry().pixelsPerTick(); }

    void add(int onset, int length, int pitch, int track = 0) {
        const score::Note note{
            .onset = Tick(onset), .length = Tick(length), .pitch = Pitch(std::int16_t(pitch))};
        m_document->perform(score::addNotes(m_document->scoreForIds(), track, {note}));
    }
    /// The middle of a row, a pixel right of a tick.
    QPoint at(double tick, int pitch) {
        const auto& geometry = state().geometry();
        return QPointF(geometry.xOf(tick) + 1,
                       geometry.yOf(Pitch(std::int16_t(pitch))) + geometry.rowHeight() / 2)
            .toPoint();
    }
    void press(QPoint pos, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mousePress(viewport(), Qt::LeftButton, modifiers, pos);
    }
    void release(QPoint pos, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseRelease(viewport(), Qt::LeftButton, modifiers, pos);
    }
    void click(QPoint pos) { QTest::mouseClick(viewport(), Qt::LeftButton, {}, pos); }
    void dragOn(QPoint pos, Qt::KeyboardModifiers modifiers) {
        QMouseEvent move(QEvent::MouseMove, pos, viewport()->mapToGlobal(pos), Qt::NoButton,
                         Qt::LeftButton, modifiers);
        QApplication::sendEvent(viewport(), &move);
    }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}) {
        press(from, modifiers);
        dragOn((from + to) / 2, modifiers);
        dragOn(to, modifiers);
        release(to, modifiers);
    }
    void key(Qt::Key which, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(&m_area->view(), which, modifiers);
    }
    void wheel(QPoint pos, int delta, Qt::KeyboardModifiers modifiers) {
        QWheelEvent event(pos, viewport()->mapToGlobal(pos), {}, QPoint(0, delta), Qt::NoButton,
                          modifiers, Qt::NoScrollPhase, false);
        QApplication::sendEvent(viewport(), &event);
    }
    void undo() { m_document->undoStack().undo(); }
    void redo() { m_document->undoStack().redo(); }

    std::unique_ptr<Document> m_document;
    std::unique_ptr<RollArea> m_area;
};

CONTRAFACT_TEST(TestRollEditing)
#include "tst_roll_editing.moc"
