// SPDX-License-Identifier: GPL-3.0-or-later
// Every way out: the key, the menu, the window's X, the end of the desktop's session and signals;
// with nothing to lose, with changes, in mid-training and in mid-export. It never closes without
// asking, never stays open after the answer, and what nobody could be asked about is kept.
#include "core/midi/writer.h"
#include "core/session/session.h"
#include "tests/support/music.h"
#include "tests/support/paths.h"
#include "tests/support/test.h"
#include "ui/document/document.h"
#include "ui/evaluation/listening_dialog.h"
#include "ui/services/library.h"
#include "ui/services/training_controller.h"
#include "ui/window/file_commands.h"
#include "ui/window/leaving.h"
#include "ui/window/main_window.h"
#include "ui/window/progress_job.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QMessageBox>
#include <QProcess>
#include <QProgressDialog>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTimer>
#include <QWindow>

#include <chrono>
#include <csignal>
#include <thread>

/// However busy the machine is.
#define EVENTUALLY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, 30'000)

using namespace contrafact;
using namespace contrafact::ui;

namespace {

QMessageBox* question() {
    for (auto* top : QApplication::topLevelWidgets())
        if (auto* box = qobject_cast<QMessageBox*>(top); box && box->isVisible()) return box;
    return nullptr;
}

void answer(const QString& button) {
    EVENTUALLY(question());
    for (auto* each : question()->buttons())
        if (each->text().remove('&') == button) return QTest::mouseClick(each, Qt::LeftButton);
    QFAIL(qPrintable("no button " + button + " at: " + question()->text()));
}

/// Steps until it is told to stop, then writes its checkpoint.
TrainingController::Starter endless(bool& checkpoint) {
    return [&checkpoint](models::TrainingRequest request) {
        return models::TrainingSession::start(
            std::move(request),
            [&checkpoint](const models::TrainingRequest&, models::TrainingChannel& channel) {
                while (channel.step({})) std::this_thread::sleep_for(std::chrono::milliseconds(2));
                checkpoint = true;
                return Result<void>();
            });
    };
}

} // namespace

class TestLeaving : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QApplication::setOrganizationName("contrafact-tests");
        QApplication::setApplicationName("leaving");
        QApplication::setQuitOnLastWindowClosed(false);
    }
    void init() {
        QSettings().clear();
        session::discardRecovery();
        m_checkpoint = false;
        m_window = std::make_unique<MainWindow>(ComposeService::Opener(), endless(m_checkpoint));
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), 30'000));
    }
    void cleanup() {
        m_window.reset();
        session::discardRecovery();
    }

    void withNothingToLose_data() { ways(); }
    void withNothingToLose() {
        leave();
        EVENTUALLY(!m_window->isVisible());
        QVERIFY(!question());
    }

    void cancelKeepsItOpenAndDiscardCloses_data() { ways(); }
    void cancelKeepsItOpenAndDiscardCloses() {
        draw();
        leave();
        answer("Cancel");
        QTest::qWait(50);
        QVERIFY(m_window->isVisible());
        QVERIFY(m_window->isWindowModified());
        leave();
        answer("Discard");
        EVENTUALLY(!m_window->isVisible());
        QVERIFY(!session::recoveryIsNewer({}));
    }

    void saveSavesAndCloses_data() { ways(); }
    void saveSavesAndCloses() {
        const auto path = file("kept.contrafact");
        bool saved = false;
        m_window->session().save(path, [&](Result<void> result) { saved = result.ok(); });
        EVENTUALLY(saved);
        draw();
        leave();
        answer("Save");
        EVENTUALLY(!m_window->isVisible());
        QCOMPARE(session::load(path)->score.noteCount(), std::size_t{1});
    }

    void whatCannotBeSavedIsNotLost_data() { ways(); }
    void whatCannotBeSavedIsNotLost() {
        const auto path = file("blocked.contrafact");
        bool saved = false;
        m_window->session().save(path, [&](Result<void> result) { saved = result.ok(); });
        EVENTUALLY(saved);
        const auto blocked = QString::fromStdString(path.string());
        QVERIFY(QFile::remove(blocked) && QDir().mkpath(blocked + "/in the way"));
        draw();
        leave();
        answer("Save");
        EVENTUALLY(question() && question()->text().contains("not saved")); // asked again
        QVERIFY2(question()->informativeText().contains("“blocked.contrafact”"),
                 qPrintable(question()->informativeText()));
        QVERIFY(m_window->isVisible());
        answer("Cancel");
        QTest::qWait(50);
        QVERIFY(m_window->isVisible() && m_window->isWindowModified());
        leave(); // and it can be tried again, now with success
        QVERIFY(QDir(blocked).removeRecursively());
        answer("Save");
        EVENTUALLY(!m_window->isVisible());
        QCOMPARE(session::load(path)->score.noteCount(), std::size_t{1});
    }

    void whatIsChangedWhileItSavesIsAskedAbout() {
        const auto path = file("slow.contrafact");
        bool saved = false;
        m_window->session().save(path, [&](Result<void> result) { saved = result.ok(); });
        EVENTUALLY(saved);
        draw();
        leave("x");
        answer("Save");
        draw(); // before the worker is done
        EVENTUALLY(question());
        QVERIFY(m_window->isVisible());
        answer("Save");
        EVENTUALLY(!m_window->isVisible());
        QCOMPARE(session::load(path)->score.noteCount(), std::size_t{2});
    }

    void afterAFailedSaveDiscardCloses() {
        const auto path = file("gone.contrafact");
        bool saved = false;
        m_window->session().save(path, [&](Result<void> result) { saved = result.ok(); });
        EVENTUALLY(saved);
        const auto blocked = QString::fromStdString(path.string());
        QVERIFY(QFile::remove(blocked) && QDir().mkpath(blocked + "/in the way"));
        draw();
        leave("x");
        answer("Save");
        EVENTUALLY(question() && question()->text().contains("not saved"));
        answer("Discard");
        EVENTUALLY(!m_window->isVisible());
        QVERIFY(QDir(blocked).removeRecursively());
    }

    void whileTraining_data() { ways(); }
    void whileTraining() {
        draw();
        train();
        leave();
        answer("Discard");
        answer("Cancel");
        QTest::qWait(50);
        QVERIFY(m_window->isVisible() && training().active());
        leave();
        answer("Discard");
        answer("Stop and quit");
        EVENTUALLY(!m_window->isVisible());
        QVERIFY(m_checkpoint);
        QVERIFY(!training().active());
    }

    void whileExporting_data() { ways(); }
    void whileExporting() {
        const auto path = renderForMinutes();
        leave();
        answer("Discard");
        answer("Quit now");
        EVENTUALLY(!m_window->isVisible());
        m_window.reset(); // waits for the worker
        QVERIFY(!QFile::exists(path));
    }

    void theKeyIsHeardInTheProgressDialogToo() {
        const auto path = renderForMinutes();
        auto* dialog = m_window->findChild<QProgressDialog*>();
        dialog->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(dialog, 30'000));
        QTest::keyClick(dialog, Qt::Key_Q, Qt::ControlModifier);
        answer("Cancel");
        EVENTUALLY(dialog->isVisible()); // and it goes on
        QVERIFY(m_window->isVisible());
        leave("x");
        answer("Discard");
        answer("Quit now");
        EVENTUALLY(!m_window->isVisible());
        m_window.reset();
        QVERIFY(!QFile::exists(path));
    }

    void aSecondRequestWhileItAsksIsTheSame() {
        draw();
        m_window->close();
        EVENTUALLY(question());
        m_window->close();
        QTest::qWait(50);
        int boxes = 0;
        for (auto* top : QApplication::topLevelWidgets())
            boxes += qobject_cast<QMessageBox*>(top) && top->isVisible();
        QCOMPARE(boxes, 1);
        answer("Discard");
        EVENTUALLY(!m_window->isVisible());
    }

    void answersOfAListeningTestAreAskedAbout() {
        const auto& studio = m_window->studio();
        studio.library.takes().add("Take 1", test::scale(60, 64), R"({"system":"bar-rnn"})");
        auto* dialog = new ListeningDialog(studio, m_window.get());
        dialog->show();
        const auto press = [dialog](const QString& name) {
            for (auto* each : dialog->findChildren<QPushButton*>())
                if (each->text() == name || each->accessibleName() == name) return each->click();
        };
        press("Begin");
        press("Melody: Yes");
        QString asked;
        QTimer::singleShot(500, [&asked] {
            if (auto* box = question()) {
                asked = box->text();
                box->button(QMessageBox::Cancel)->click();
            }
        });
        m_window->close();
        EVENTUALLY(!asked.isEmpty());
        QVERIFY2(asked.contains("answers"), qPrintable(asked));
        QTest::qWait(50);
        QVERIFY(!question()); // it stays, and asks no more
        QVERIFY(dialog->isVisible() && m_window->isVisible());
    }

    void atOnceNothingIsAskedAndAllIsKept() {
        draw();
        train();
        const auto path = renderForMinutes();
        m_window->leaving().leaveAtOnce();
        EVENTUALLY(!m_window->isVisible());
        QVERIFY(!question());
        QVERIFY(m_checkpoint);
        QVERIFY(session::load(session::recoveryFile({}))
                    ->score.sounds(m_window->studio().document.score()));
        m_window.reset();
        QVERIFY(!QFile::exists(path));
        m_window = std::make_unique<MainWindow>();
        QVERIFY(m_window->session().recoverable().has_value());
    }

    void atOnceAQuestionThatStandsIsPassedOver() {
        draw();
        m_window->close();
        EVENTUALLY(question());
        m_window->leaving().leaveAtOnce();
        EVENTUALLY(!m_window->isVisible());
        QVERIFY(session::recoveryIsNewer({}));
    }

    /// As the listening test does, whose answers are not saved: the program would wait for ever.
    void atOnceADialogThatAsksOnItsWayOutDoesNot() {
        struct Asking : QDialog {
            using QDialog::QDialog;
            void reject() override { asked = true; }
            bool asked = false;
        };
        auto* dialog = new Asking(m_window.get());
        dialog->show();
        m_window->leaving().leaveAtOnce();
        QVERIFY(!dialog->asked);
        QVERIFY(!dialog->isVisible());
        EVENTUALLY(!m_window->isVisible());
    }

    void theEndOfTheDesktopsSessionKeepsChangesAndTheWindow() {
        draw();
        m_window->leaving().keepChanges();
        QVERIFY(session::recoveryIsNewer({}));
        QVERIFY(m_window->isVisible()); // the desktop may think better of it
    }

    void theProgramOutlivesABrokenPipeAndKeepsChangesAtASignal() {
        const auto song = QString::fromStdString(file("song.mid").string());
        QVERIFY(midi::writeFile(test::scale(60, 8), song.toStdString()).ok());
        QProcess program;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("QT_QPA_PLATFORM", "offscreen");
        environment.insert("XDG_DATA_HOME", m_folder.filePath("data"));
        environment.insert("XDG_CONFIG_HOME", m_folder.filePath("config"));
        environment.insert("XDG_CACHE_HOME", m_folder.filePath("cache"));
        program.setProcessEnvironment(environment);
        program.start(QString::fromStdString(test::studioProgram()), {song});
        QVERIFY(program.waitForStarted());
        // Its place for unnamed work is locked once the window is there; then it opens the song,
        // which is remembered among the files of late.
        EVENTUALLY(QFile::exists(m_folder.filePath("data/contrafact/recovery/untitled-1.lock")));
        EVENTUALLY(recentFilesIn(m_folder.filePath("config")).contains("song.mid"));
        ::kill(pid_t(program.processId()), SIGPIPE);
        QTest::qWait(300);
        QCOMPARE(program.state(), QProcess::Running);
        ::kill(pid_t(program.processId()), SIGTERM);
        QVERIFY(program.waitForFinished(20000));
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 0);
        const QDir recovery(m_folder.filePath("data/contrafact/recovery"));
        const auto kept = recovery.entryInfoList({"*.contrafact"}, QDir::Files);
        QCOMPARE(kept.size(), 1);
        QCOMPARE(session::load(kept.front().filePath().toStdString())->score.noteCount(),
                 std::size_t{8});
    }

private:
    static void ways() {
        QTest::addColumn<QString>("way");
        for (const char* way : {"key", "menu", "x", "application"}) QTest::newRow(way) << way;
    }
    void leave() {
        QFETCH(QString, way);
        leave(way);
    }
    void leave(const QString& way) {
        if (way == "key") {
            m_window->activateWindow(); // a key goes to the active window, a dialog was that before
            QVERIFY(QTest::qWaitForWindowActive(m_window.get(), 30'000));
            QTest::keyClick(m_window.get(), Qt::Key_Q, Qt::ControlModifier);
        }
        if (way == "menu") m_window->findChild<QAction*>("file.quit")->trigger();
        if (way == "x") m_window->windowHandle()->close();
        if (way == "application") { // what QCoreApplication::quit() sends while the program runs
            QEvent quit(QEvent::Quit);
            QCoreApplication::sendEvent(qApp, &quit);
        }
    }
    TrainingController& training() { return m_window->studio().training; }
    void train() {
        models::TrainingRequest request;
        request.system = models::systems().front()->id;
        request.run = file("run");
        QVERIFY(training().start(std::move(request)).ok());
    }
    void draw() {
        auto& document = m_window->studio().document;
        document.perform(score::addNotes(document.scoreForIds(), 0, {test::note(0, 480, 60)}));
    }
    static QByteArray recentFilesIn(const QString& config) {
        QFile settings(config + "/contrafact/contrafact-studio.conf");
        return settings.open(QIODevice::ReadOnly) ? settings.readAll() : QByteArray();
    }
    /// Of a piece that takes long, until it says how far it is; returns the path.
    QString renderForMinutes() {
        auto& document = m_window->studio().document;
        std::vector<score::Note> notes;
        for (int i = 0; i < 20'000; ++i) notes.push_back(test::note(i * 480, 4800, 40 + i % 40));
        document.perform(score::addNotes(document.scoreForIds(), 0, std::move(notes)));
        const auto path = QString::fromStdString(file("long.wav").string());
        m_window->files().renderTo(path);
        [&] {
            QCOMPARE(ProgressJob::running(*m_window).size(), 1);
            EVENTUALLY(m_window->findChild<QProgressDialog*>()->isVisible());
        }();
        return path;
    }
    std::filesystem::path file(const char* name) {
        return m_folder.filePath(QLatin1String(name)).toStdString();
    }

    QTemporaryDir m_folder;
    bool m_checkpoint = false;
    std::unique_ptr<MainWindow> m_window;
};

CONTRAFACT_TEST(TestLeaving)
#include "tst_leaving.moc"
