// SPDX-License-Identifier: GPL-3.0-or-later
// The list of runs, clicked through: curves of runs of different systems over each other, a run
// whose program was killed told as such and resumed, and the models of the chooser by system.
#include "core/midi/writer.h"
#include "models/api/checkpoint.h"
#include "models/api/open_model.h"
#include "tests/gui/run_folders.h"
#include "tests/support/music.h"
#include "ui/compose/model_chooser.h"
#include "ui/forms/schema_form.h"
#include "ui/library/library_panel.h"
#include "ui/plots/curve_plot.h"
#include "ui/plots/plot_grid.h"
#include "ui/plots/run_legend.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/services/training_controller.h"
#include "ui/training/doctor_view.h"
#include "ui/training/training_form.h"

#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTabWidget>
#include <QTemporaryDir>

using namespace contrafact;
using namespace contrafact::ui;

class TestRuns : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_home = std::make_unique<QTemporaryDir>();
        qputenv("XDG_DATA_HOME", m_home->path().toLocal8Bit());
        QDir(m_home->path()).mkpath("songs");
        QVERIFY(midi::writeFile(test::scale(60, 256), songs() / "song.mid").ok());
    }

    void curvesOfDifferentSystemsLieOverEachOther() {
        makeRun("first", "dcgan", "finished");
        makeRun("second", "midi-rnn", "finished");
        makeRun("third", "midi-rnn", "finished");
        RunsFixture f;
        QCOMPARE(f.list()->count(), 3);
        f.click(f.rowOf("first"));
        f.click(f.rowOf("second"), Qt::ControlModifier);
        f.click(f.rowOf("third"), Qt::ControlModifier);
        auto* overlay = f.button("Overlay 3");
        QVERIFY(overlay);
        QTest::mouseClick(overlay, Qt::LeftButton);
        auto* grid = f.dock.findChild<PlotGrid*>();
        auto* legend = grid->findChild<RunLegend*>();
        QTRY_COMPARE(legend->runs().size(), 3);
        QVERIFY(legend->isVisible());
        auto names = legend->runs();
        names.sort();
        QCOMPARE(names, QStringList({"first", "second", "third"}));
        // Every curve of every run is drawn: in plots of its own, or with others of its key.
        const auto* gan = models::findSystem("dcgan");
        const auto* rnn = models::findSystem("midi-rnn");
        std::size_t drawn = 0;
        for (const auto* plot : grid->shownPlots())
            drawn += static_cast<std::size_t>(plot->curveCount());
        QCOMPARE(drawn, gan->curves.size() + 2 * rnn->curves.size());
        QCOMPARE(grid->shownPlots().size(), gan->panels.size() + rnn->panels.size());
    }

    /// The form takes the settings of the weights that are chosen: no others would fit.
    void aTrainingBeginsWithTheStarter() {
        RunsFixture f;
        auto* form = f.dock.findChild<TrainingForm*>();
        auto* system = combo(*form, "System");
        auto* from = combo(*form, "Begin with");
        QVERIFY(system && from);
        QVERIFY(from->parentWidget()->isHidden()); // what is chosen at first always begins anew
        QVERIFY(choose(system, "Bar RNN"));
        QVERIFY(!from->parentWidget()->isHidden());
        QCOMPARE(from->currentText(), QString("new weights"));
        form->schemaForm().setValues(
            models::findSystem("bar-rnn")->training.parse({{"hidden", "64"}}).value());
        QVERIFY(choose(from, "Bar RNN starter"));
        const auto starter = models::starterCheckpoint("bar-rnn").value();
        QCOMPARE(form->schemaForm().values()->integer("hidden"),
                 models::peekCheckpoint(starter)->params.integer("hidden"));
        std::map<std::string, std::string> settings;
        form->saveTo(settings);
        QCOMPARE(settings["training.from"], starter.string());
    }

    void theFormTellsHowLongTheSameTookLastTime() {
        makeRun("before", "midi-rnn", "finished");
        RunsFixture f;
        auto* form = f.dock.findChild<TrainingForm*>();
        QVERIFY(choose(combo(*form, "System"), "MidiRNN"));
        const auto told = [&] {
            for (const auto* label : form->findChildren<QLabel*>())
                if (label->text().replace(QChar::Nbsp, ' ').contains("took 2 m 5 s last time"))
                    return true;
            return false;
        };
        QVERIFY(!told()); // the preset is another training
        form->schemaForm().setValues(models::findSystem("midi-rnn")->training.defaults());
        Q_EMIT form->schemaForm().edited();
        QTRY_VERIFY(told());
    }

    void aRunWhoseProgramWasKilledIsResumed() {
        Library songsOnly;
        QSignalSpy opened(&songsOnly.corpora(), &CorpusStore::opened);
        const auto where = QString::fromStdString(songs().string());
        songsOnly.corpora().open(where);
        QTRY_COMPARE(opened.count(), 1);
        const auto hash = songsOnly.corpora().corpus(where)->hash;
        makeRun("killed", "dcgan", "running", hash);
        const auto longAgo = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
        std::filesystem::last_write_time(run("killed") / "metrics.csv", longAgo);
        makeRun("alive", "dcgan", "running", hash);

        RunsFixture f;
        QCOMPARE(f.stateOf("killed"), QString("interrupted"));
        QCOMPARE(f.stateOf("alive"), QString("running"));
        f.click(f.rowOf("alive"));
        QVERIFY(!f.button("Resume")->isEnabled()); // another program is at it
        f.click(f.rowOf("killed"));
        QVERIFY(f.button("Resume")->isEnabled());
        auto* form = f.dock.findChild<TrainingForm*>();
        QVERIFY(form->system().id != "dcgan");
        QSignalSpy problem(&f.runs, &RunsView::problem);
        QTest::mouseClick(f.button("Resume"), Qt::LeftButton);
        QCOMPARE(problem.count(), 1); // its songs are not open yet
        QVERIFY(problem.front()[0].toString().contains("Data tab"));
        QSignalSpy there(&f.library.corpora(), &CorpusStore::opened);
        f.library.corpora().open(where);
        QTRY_COMPARE(there.count(), 1);
        f.window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&f.window));
        f.button("Resume")->setFocus();
        QTest::keyClick(f.button("Resume"), Qt::Key_Space);
        QCOMPARE(f.asked.size(), std::size_t{1});
        QTRY_VERIFY(f.list()->hasFocus()); // the button cannot be pressed any more
        QVERIFY(f.asked[0].resume);
        QCOMPARE(f.asked[0].run, run("killed"));
        QCOMPARE(f.asked[0].seed, std::uint64_t{7});
        QCOMPARE(form->system().id, std::string("dcgan")); // the form shows what is training
        QTRY_COMPARE(f.stateOf("killed"), QString("training"));
        QVERIFY(!f.button("Resume")->isEnabled());
        f.training.stop();
        QTRY_VERIFY(!f.training.active());
    }

    /// The discriminator has won: the page says so and its button starts a run that branches off.
    void theDoctorsAdviceIsAButton() {
        Library songsOnly;
        QSignalSpy opened(&songsOnly.corpora(), &CorpusStore::opened);
        const auto where = QString::fromStdString(songs().string());
        songsOnly.corpora().open(where);
        QTRY_COMPARE(opened.count(), 1);
        makeRun("won", "dcgan", "stopped", songsOnly.corpora().corpus(where)->hash);
        writeAccuracies(run("won"), 600, 1.0);
        RunsFixture f;
        f.dock.showRuns({run("won")});
        QTRY_COMPARE(f.training.request().run, run("won"));
        auto* doctor = f.dock.findChild<DoctorView*>();
        f.dock.findChild<QTabWidget*>()->setCurrentWidget(doctor);
        QTRY_VERIFY(doctor->findChild<QPushButton*>());
        auto* button = doctor->findChild<QPushButton*>();
        QVERIFY2(button->text().contains("lr_d"), qPrintable(button->text()));
        // Read again, as every few seconds of a training, it is the same button.
        const QPointer<QPushButton> same = button;
        doctor->hide();
        doctor->setVisible(true);
        QTest::qWait(200);
        QVERIFY(same);
        QSignalSpy problem(&f.dock, &TrainingDock::problem);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(problem.count(), 1); // its songs are not open yet
        QSignalSpy there(&f.library.corpora(), &CorpusStore::opened);
        f.library.corpora().open(where);
        QTRY_COMPARE(there.count(), 1);
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(f.asked.size(), std::size_t{1});
        QVERIFY(f.asked[0].resume);
        QCOMPARE(f.asked[0].run, run("won b"));
        QCOMPARE(f.asked[0].params.real("lr_d"),
                 models::findSystem("dcgan")->training.defaults().real("lr_d") / 2);
        QCOMPARE(models::readRun(run("won b"))->parent, std::string("won, step 2"));
        f.training.stop();
        QTRY_VERIFY(!f.training.active());
    }

    void aRunIsUnderWayWhileItsProcessLives_data() {
        QTest::addColumn<qint64>("pid");
        QTest::addColumn<QString>("state");
        QTest::newRow("no such process") << qint64{4'000'000'000} << "interrupted";
        QTest::newRow("a process of another program") << qint64{1} << "interrupted";
        QTest::newRow("this one, which trains nothing")
            << QCoreApplication::applicationPid() << "interrupted";
    }
    void aRunIsUnderWayWhileItsProcessLives() {
        QFETCH(qint64, pid);
        QFETCH(QString, state);
        makeRun("run", "dcgan", "running");
        const auto path = run("run") / "run.json";
        auto text = *base::readText(path);
        text.insert(1, "\"pid\":" + std::to_string(pid) + ",");
        QVERIFY(base::writeFileAtomically(path, text).ok());
        RunsFixture f;
        QCOMPARE(f.list()->item(0)->data(RowDelegate::kDetailRole).toString(), state);
    }

    /// As the plots call them, and by this place's clock.
    void figuresOfAPastRunHaveTheNamesOfTheirCurves() {
        makeRun("before", "note-gru", "finished");
        const auto path = run("before") / "run.json";
        auto text = *base::readText(path);
        text.insert(1, R"("metrics":{"val_loss":4.5},)");
        text.replace(text.find("2026-11-21"), 10, "2026-11-21T12:00:00Z");
        QVERIFY(base::writeFileAtomically(path, text).ok());
        RunsFixture f;
        f.dock.showRuns({run("before")});
        QTRY_COMPARE(f.training.request().run, run("before"));
        const auto log = f.dock.findChild<QPlainTextEdit*>()->toPlainText();
        QVERIFY2(log.contains("Held-out songs: 4.5"), qPrintable(log));
        QVERIFY2(!log.contains("T12:00"), qPrintable(log));
        QVERIFY(f.list()->item(0)->toolTip().contains("Held-out songs: 4.5"));
    }

    /// They are cut in the middle: runs differ at their ends.
    void longNamesDoNotScrollTheList() {
        makeRun("dcgan-20261127-163138 d_norm=spectral of a long evening", "dcgan", "stopped");
        RunsFixture f;
        f.runs.resize(180, 300);
        QCOMPARE(f.list()->horizontalScrollBar()->maximum(), 0);
        QVERIFY(f.list()->visualItemRect(f.list()->item(0)).width() <= f.list()->width());
    }

    void modelsStandUnderTheirSystems() {
        makeRun("a run", "midi-rnn", "finished");
        makeRun("another", "dcgan", "finished");
        RunsFixture f;
        ModelChooser chooser(f.studio);
        auto* box = chooser.findChild<QComboBox*>();
        QStringList lines;
        for (int i = 0; i < box->count(); ++i) {
            const auto* item = static_cast<QStandardItemModel*>(box->model())->item(i);
            lines << (item->flags().testFlag(Qt::ItemIsSelectable) ? "  " : "") + box->itemText(i);
        }
        const auto rnn = QString::fromStdString(models::findSystem("midi-rnn")->title);
        const auto gan = QString::fromStdString(models::findSystem("dcgan")->title);
        QVERIFY2(lines.contains(rnn), qPrintable(lines.join("|")));
        QCOMPARE(lines[lines.indexOf(rnn) + 1], QString("  midi-rnn · a run"));
        QCOMPARE(lines[lines.indexOf(gan) + 1], QString("  dcgan · another"));
    }

    void aDamagedCheckpointIsToldBelowTheChooser() {
        makeRun("a run", "midi-rnn", "finished");
        RunsFixture f;
        ModelChooser chooser(f.studio);
        chooser.show();
        auto* box = chooser.findChild<QComboBox*>();
        box->setFocus();
        box->setCurrentIndex(box->findText("midi-rnn · a run"));
        Q_EMIT box->activated(box->currentIndex());
        const auto told = [&] {
            for (auto* label : chooser.findChildren<QLabel*>())
                if (label->isVisible() && label->text().contains("is damaged; choose another file"))
                    return true;
            return false;
        };
        QTRY_VERIFY(told());
        QVERIFY(!f.compose.info());
    }

private:
    static QComboBox* combo(const TrainingForm& form, const QString& name) {
        for (auto* box : form.findChildren<QComboBox*>())
            if (box->accessibleName() == name) return box;
        return nullptr;
    }
    static bool choose(QComboBox* box, const QString& beginning) {
        const int at = box->findText(beginning, Qt::MatchStartsWith);
        box->setCurrentIndex(at);
        Q_EMIT box->activated(at);
        return at >= 0;
    }

    std::filesystem::path songs() const { return m_home->filePath("songs").toStdString(); }
    /// Both of the discriminator's accuracies are `share` throughout.
    static void writeAccuracies(const std::filesystem::path& folder, int steps, double share) {
        std::string table = "step,seconds,stage,accuracy_real,accuracy_generated\n";
        const auto value = std::to_string(share);
        for (int step = 1; step <= steps; ++step)
            table += std::to_string(step) + ",0,0," + value + "," + value + "\n";
        QVERIFY(base::writeFileAtomically(folder / "metrics.csv", table).ok());
    }

    std::unique_ptr<QTemporaryDir> m_home;
};

CONTRAFACT_TEST(TestRuns)
#include "tst_runs.moc"
