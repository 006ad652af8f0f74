// SPDX-License-Identifier: GPL-3.0-or-later
// The roll without a mouse: notes are reached, changed, copied and drawn by keys, and read by
// screen readers.
#include "tests/support/roll_hands.h"
#include "tests/support/test.h"
#include "ui/roll/note_actions.h"
#include "ui/roll/note_commands.h"
#include "ui/roll/roll_accessibility.h"

#include <QAccessible>

using namespace contrafact;
using namespace contrafact::ui;
using score::Pitch;
using score::Tick;

class TestRollKeys : public QObject, private test::RollHands {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { installRollAccessibility(); }
    void init() { open(); }
    void cleanup() { close(); }

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
};

CONTRAFACT_TEST(TestRollKeys)
#include "tst_roll_keys.moc"
