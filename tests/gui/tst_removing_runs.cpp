// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that go: moved to the bin after a question, never while something trains them, and a
// training of another program whose end nobody tells.
#include "tests/gui/run_folders.h"

#include <QMessageBox>
#include <QShortcut>
#include <QTemporaryDir>

using namespace contrafact;
using namespace contrafact::ui;

class TestRemovingRuns : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_home = std::make_unique<QTemporaryDir>();
        qputenv("XDG_DATA_HOME", m_home->path().toLocal8Bit());
    }

    void chosenRunsGoToTheBin() {
        makeRun("first", "dcgan", "finished");
        makeRun("second", "midi-rnn", "stopped");
        makeRun("third", "midi-rnn", "finished");
        RunsFixture f;
        f.click(f.rowOf("first"));
        f.click(f.rowOf("second"), Qt::ControlModifier);
        QTest::keyClick(f.list(), Qt::Key_Delete);
        auto* box = question(f);
        QVERIFY(box);
        QVERIFY2(box->text().contains("2 runs"), qPrintable(box->text()));
        QVERIFY(box->informativeText().contains("second"));
        agree(*box);
        QTRY_COMPARE(f.list()->count(), 1);
        QVERIFY(f.rowOf("third") == 0);
        QVERIFY(!std::filesystem::exists(run("first")));
        QVERIFY(!std::filesystem::exists(run("second")));
        // A way back.
        QVERIFY(std::filesystem::exists(m_home->filePath("Trash/files/first").toStdString()));
    }

    /// In the window both keys mean notes, unless the list has the focus.
    void theListsKeysAreNotTheRolls() {
        makeRun("first", "dcgan", "finished");
        makeRun("second", "dcgan", "finished");
        RunsFixture f;
        int notes = 0;
        for (const auto& keys : {QKeySequence(QKeySequence::SelectAll), QKeySequence("Del")})
            QObject::connect(new QShortcut(keys, &f.window), &QShortcut::activated,
                             [&notes] { ++notes; });
        f.window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&f.window));
        f.click(0);
        QTest::keyClick(f.list(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(f.list()->selectedItems().size(), 2);
        QTest::keyClick(f.list(), Qt::Key_Delete);
        QVERIFY(question(f));
        question(f)->button(QMessageBox::Cancel)->click();
        QCOMPARE(notes, 0);
    }

    void cancelKeepsThem() {
        makeRun("first", "dcgan", "finished");
        RunsFixture f;
        f.click(0);
        QTest::keyClick(f.list(), Qt::Key_Delete);
        auto* box = question(f);
        QVERIFY(box);
        box->button(QMessageBox::Cancel)->click();
        QTest::qWait(50);
        QCOMPARE(f.list()->count(), 1);
        QVERIFY(std::filesystem::exists(run("first")));
    }

    void whatIsTrainedStays() {
        makeRun("alive", "dcgan", "running"); // by another program
        RunsFixture f;
        QSignalSpy problem(&f.runs, &RunsView::problem);
        f.click(0);
        QTest::keyClick(f.list(), Qt::Key_Delete);
        QCOMPARE(problem.count(), 1);
        QVERIFY(!question(f));
    }

    void theEndOfATrainingElsewhereIsNoticed() {
        makeRun("alive", "dcgan", "running");
        RunsFixture f;
        QCOMPARE(f.stateOf("alive"), QString("running"));
        makeRun("alive", "dcgan", "finished");
        QTRY_COMPARE_WITH_TIMEOUT(f.stateOf("alive"), QString("finished"), 10'000);
    }

private:
    static QMessageBox* question(const RunsFixture& f) { return f.runs.findChild<QMessageBox*>(); }

    static void agree(const QMessageBox& box) {
        for (auto* button : box.buttons())
            if (box.buttonRole(button) == QMessageBox::AcceptRole) return button->click();
    }

    std::unique_ptr<QTemporaryDir> m_home;
};

CONTRAFACT_TEST(TestRemovingRuns)
#include "tst_removing_runs.moc"
