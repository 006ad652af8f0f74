// SPDX-License-Identifier: GPL-3.0-or-later
// Editing as a person does it: with the mouse on the real widgets.
#include "tests/support/roll_hands.h"
#include "tests/support/test.h"
#include "ui/roll/ruler.h"
#include "ui/roll/velocity_lane.h"

using namespace contrafact;
using namespace contrafact::ui;
using score::Pitch;
using score::Tick;

class TestRollEditing : public QObject, private test::RollHands {
    Q_OBJECT
private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

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
};

CONTRAFACT_TEST(TestRollEditing)
#include "tst_roll_editing.moc"
