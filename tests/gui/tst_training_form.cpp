// SPDX-License-Identifier: GPL-3.0-or-later
// The training form: what it begins with, how a run is carried out, and where the keyboard's focus
// is while a training is under way.
#include "core/midi/writer.h"
#include "models/api/open_model.h"
#include "tests/gui/run_folders.h"
#include "tests/support/music.h"
#include "ui/controls/section.h"
#include "ui/forms/schema_form.h"
#include "ui/services/sweep_runner.h"
#include "ui/training/metrics_view.h"
#include "ui/training/sweep_dialog.h"
#include "ui/training/training_form.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLineEdit>
#include <QTabBar>
#include <QTabWidget>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QToolButton>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

/// A model of Note GRU that composes nothing.
class NoteGruModel : public models::Composer {
public:
    NoteGruModel() {
        m_info.system = "note-gru";
        m_info.complete = true;
    }
    const models::CheckpointInfo& info() const override { return m_info; }
    Result<models::Generated> generate(const models::GenerationRequest&, std::stop_token) override {
        models::Generated nothing;
        return nothing;
    }
    Result<models::LatentMap> latentMap() override { return Error{"none"}; }

private:
    models::CheckpointInfo m_info;
};

struct FormFixture {
    FormFixture() {
        dock.resize(1200, 400);
        dock.show();
        dock.activateWindow();
        [&] { QVERIFY(QTest::qWaitForWindowActive(&dock)); }();
    }
    TrainingForm& form() { return *dock.findChild<TrainingForm*>(); }
    QComboBox* box(const QString& name) {
        for (auto* each : form().findChildren<QComboBox*>())
            if (each->accessibleName() == name) return each;
        return nullptr;
    }
    void choose(const QString& name, const QString& value) {
        auto* combo = box(name);
        const int at = combo->findText(value);
        QVERIFY2(at >= 0, qPrintable(value));
        combo->setCurrentIndex(at);
        Q_EMIT combo->activated(at);
    }
    QPushButton* button(const QString& text) {
        for (auto* each : dock.findChildren<QPushButton*>())
            if (each->isVisible() && each->text() == text) return each;
        return nullptr;
    }
    void openModel() {
        QSignalSpy ready(&compose, &ComposeService::ready);
        compose.load(models::starterCheckpoint("bar-rnn").value()); // a file that is there
        QTRY_COMPARE(ready.count(), 1);
    }
    void openSongs(const QString& folder) {
        QDir(folder).mkpath(".");
        QVERIFY(
            midi::writeFile(test::scale(60, 256), QDir(folder).filePath("song.mid").toStdString())
                .ok());
        QSignalSpy opened(&library.corpora(), &CorpusStore::opened);
        library.corpora().open(folder);
        QTRY_COMPARE(opened.count(), 1);
        auto* corpus = box("Corpus");
        corpus->setCurrentIndex(corpus->findData(folder));
    }

    Document document;
    Player player{document};
    Library library;
    ComposeService compose{
        [](const std::filesystem::path&) -> Result<std::unique_ptr<models::Composer>> {
            return std::unique_ptr<models::Composer>(std::make_unique<NoteGruModel>());
        },
        nullptr};
    std::vector<models::TrainingRequest> asked;
    std::atomic<bool> endTraining{false}; ///< by itself
    TrainingController training{
        [this](models::TrainingRequest request) {
            asked.push_back(request);
            return models::TrainingSession::start(
                std::move(request),
                [this](const models::TrainingRequest&, models::TrainingChannel& channel) {
                    models::TrainingStatus status;
                    status.phase = models::TrainingPhase::Running;
                    channel.setStatus(status);
                    while (!endTraining &&
                           channel.step({.step = 1, .count = 1, .curve = {}, .value = {1.f}}))
                        std::this_thread::sleep_for(std::chrono::milliseconds(2));
                    return Result<void>();
                });
        },
        nullptr};
    Studio studio{document, player, library, compose, training};
    TrainingDock dock{studio};
};

QString focusedText() {
    const auto* button = qobject_cast<QPushButton*>(QApplication::focusWidget());
    return button ? button->text() : QString();
}

} // namespace

class TestTrainingForm : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_home = std::make_unique<QTemporaryDir>();
        qputenv("XDG_DATA_HOME", m_home->path().toLocal8Bit());
    }

    void itFollowsTheModelThatComposes() {
        FormFixture f;
        QVERIFY(f.form().system().id != "note-gru");
        f.openModel();
        QCOMPARE(f.form().system().id, std::string("note-gru"));
    }

    void untilASystemIsChosen() {
        FormFixture f;
        f.choose("System", "DCGAN");
        f.openModel();
        QCOMPARE(f.form().system().id, std::string("dcgan"));
    }

    void andNotPastASessionsOwn() {
        FormFixture f;
        f.dock.restoreFrom({{"training.system", "dcgan"}});
        f.openModel();
        QCOMPARE(f.form().system().id, std::string("dcgan"));
        f.dock.restoreFrom({}); // a new piece has no wish
        QCOMPARE(f.form().system().id, std::string("note-gru"));
    }

    void timeThreadsAndSeedAreTheRuns() {
        FormFixture f;
        f.openSongs(m_home->filePath("songs"));
        const auto drawn = f.form().request();
        QVERIFY2(drawn.ok(), drawn.ok() ? "" : drawn.message().c_str());
        QVERIFY(!drawn->maxSeconds);
        QCOMPARE(drawn->threads, 0);
        QVERIFY(drawn->seed != f.form().request()->seed);
        f.choose("Time", "at most 15 min");
        f.choose("Threads", "1");
        auto* seed = field(f.form(), "Seed");
        QVERIFY(seed);
        QTest::keyClicks(seed, "77x");
        const auto asked = f.form().request().value();
        QCOMPARE(asked.maxSeconds.value(), 900.0);
        QCOMPARE(asked.threads, 1);
        QCOMPARE(asked.seed, std::uint64_t{77}); // no letters
        std::map<std::string, std::string> settings;
        f.dock.saveTo(settings);
        FormFixture again;
        again.dock.restoreFrom(settings);
        QCOMPARE(again.box("Time")->currentText(), QString("at most 15 min"));
        QCOMPARE(again.box("Threads")->currentText(), QString("1"));
        QCOMPARE(field(again.form(), "Seed")->text(), QString("77"));
        settings["training.time"] = "75"; // not in the list
        FormFixture other;
        other.openSongs(m_home->filePath("songs"));
        other.dock.restoreFrom(settings);
        QCOMPARE(other.box("Time")->currentText(), QString("at most 75 s"));
        QCOMPARE(other.form().request().value().maxSeconds.value(), 75.0);
    }

    /// Or the next key would be pressed on whatever comes next in the window.
    void theFocusStaysWithTheButtons() {
        FormFixture f;
        f.openSongs(m_home->filePath("songs"));
        f.button("Train")->setFocus();
        QTest::mouseClick(f.button("Train"), Qt::LeftButton);
        QTRY_COMPARE(focusedText(), QString("Pause"));
        QTRY_VERIFY(f.training.status().phase == models::TrainingPhase::Running);
        QTest::keyClick(f.button("Pause"), Qt::Key_Space);
        QTRY_COMPARE(focusedText(), QString("Resume"));
        f.button("Stop")->setFocus();
        QTest::keyClick(f.button("Stop"), Qt::Key_Space);
        QTRY_COMPARE(focusedText(), QString("Train"));
        QVERIFY(!f.training.active());
    }

    void theEmptyPagesButtonGivesItsFocusToo() {
        FormFixture f;
        f.openSongs(m_home->filePath("songs"));
        QPushButton* empty = nullptr;
        for (auto* page : f.dock.findChildren<EmptyState*>())
            if (page->isVisible()) empty = page->findChild<QPushButton*>();
        QVERIFY(empty);
        empty->setFocus();
        QTest::keyClick(empty, Qt::Key_Space);
        QTRY_COMPARE(focusedText(), QString("Pause"));
        f.training.stop();
        QTRY_VERIFY(!f.training.active());
    }

    void aNarrowDockHasTheFormAmongItsTabs() {
        FormFixture f;
        auto* tabs = f.dock.findChild<QTabWidget*>();
        auto* form = f.dock.findChild<TrainingForm*>();
        f.dock.show();
        for (const int width : {420, 1200, 420}) {
            f.dock.resize(width, 300);
            QTest::qWait(20);
            const bool narrow = width < 600;
            QCOMPARE(tabs->indexOf(form) == 0, narrow);
            if (narrow) tabs->setCurrentIndex(0);
            QTRY_VERIFY(form->isVisible());
            const auto& bar = *tabs->tabBar();
            QVERIFY(bar.tabRect(bar.count() - 1).right() <= bar.width()); // none is scrolled away
        }
    }

    void whatIsDoneWithPlotsComesWithThem() {
        FormFixture f;
        f.openSongs(m_home->filePath("songs"));
        auto* save = f.dock.findChild<QTabWidget*>()->cornerWidget()->findChild<QToolButton*>();
        QVERIFY(!save->isVisible());
        f.dock.train();
        QTRY_VERIFY(save->isVisible());
        auto* tabs = f.dock.findChild<QTabWidget*>();
        const auto place = [tabs] { return tabs->cornerWidget()->geometry().center().y(); };
        const int before = place();
        tabs->setCurrentIndex(1);
        QTRY_VERIFY(!save->isVisible());
        QTest::qWait(20);
        QCOMPARE(place(), before); // nor do the words beside them move
        f.training.stop();
        QTRY_VERIFY(!f.training.active());
    }

    /// A run for each value, one after another, then all over each other.
    void aSweepTrainsEachValue() {
        FormFixture f;
        f.openSongs(m_home->filePath("songs"));
        f.choose("System", "Note GRU");
        const double before = f.form().schemaForm().values()->real("lr");
        QTest::mouseClick(f.button("Sweep…"), Qt::LeftButton);
        auto* dialog = f.dock.findChild<SweepDialog*>();
        QVERIFY(dialog);
        auto* values = dialog->findChild<QLineEdit*>();
        auto* train = dialog->findChildren<QPushButton*>().back();
        QCOMPARE(train->text(), QString("Train 3 runs")); // around the present rate
        values->setText("0.001, high");
        QVERIFY(!train->isEnabled());
        values->setText("0.001, 0.002, 0.001"); // the same twice is one
        QCOMPARE(train->text(), QString("Train 2 runs"));
        train->click();
        QTRY_COMPARE(f.asked.size(), std::size_t{1});
        QCOMPARE(f.asked[0].params.real("lr"), 0.001);
        f.endTraining = true;
        QTRY_COMPARE(f.asked.size(), std::size_t{2});
        QCOMPARE(f.asked[1].params.real("lr"), 0.002);
        QCOMPARE(f.asked[1].seed, f.asked[0].seed);
        QVERIFY(f.asked[1].run != f.asked[0].run);
        // The form is as it was.
        QTRY_COMPARE(f.form().schemaForm().values()->real("lr"), before);
        QVERIFY(!f.training.active());
        QCOMPARE(f.asked.size(), std::size_t{2});
    }

    void stoppingEndsASweep() {
        FormFixture f;
        SweepRunner sweep(f.training);
        QSignalSpy ended(&sweep, &SweepRunner::ended);
        const auto& system = *models::findSystem("note-gru");
        models::TrainingRequest request{.system = system.id, .threads = 2};
        auto entries =
            models::sweepEntries(system, system.training.defaults(), {"lr=0.001,0.002,0.003"})
                .value();
        QVERIFY(sweep.start(request, entries).ok());
        QVERIFY(!sweep.start(request, entries)); // one at a time
        f.training.stop();
        QTRY_COMPARE(ended.count(), 1);
        QCOMPARE(f.asked.size(), std::size_t{1});
        QCOMPARE(f.asked[0].threads, 2);
        QVERIFY(ended[0][1].toBool());
        QVERIFY(!sweep.active());
        QVERIFY(!sweep.start(request, {}));
    }

    void headingsStandOverTheirNumbers() {
        MetricsView view;
        const auto& table = *view.findChild<QTableWidget*>();
        const auto* system = models::findSystem("bar-rnn");
        std::vector<CurveData> curves(system->curves.size());
        for (auto& curve : curves) curve.append(1, 0.5);
        view.show(*system, curves);
        for (int i = 0; i < table.columnCount(); ++i)
            QCOMPARE(table.horizontalHeaderItem(i)->textAlignment() & Qt::AlignRight,
                     table.item(0, i)->textAlignment() & Qt::AlignRight);
        QStringList names;
        for (int row = 0; row < table.rowCount(); ++row) names << table.item(row, 0)->text();
        QVERIFY2(names.contains("Learning rate"), qPrintable(names.join("|"))); // once
    }

private:
    static QLineEdit* field(const TrainingForm& form, const QString& name) {
        for (auto* each : form.findChildren<QLineEdit*>())
            if (each->accessibleName() == name) return each;
        return nullptr;
    }

    std::unique_ptr<QTemporaryDir> m_home;
};

CONTRAFACT_TEST(TestTrainingForm)
#include "tst_training_form.moc"
