// SPDX-License-Identifier: GPL-3.0-or-later
// kill -9 at random moments of editing with autosave, converting, rendering, importing and
// training: what was there before is whole, what is there after is whole too, and of editing
// nothing older than the time between two copies is lost. CONTRAFACT_TORTURE says how many kills of
// each kind.
#include "core/base/file.h"
#include "core/midi/writer.h"
#include "core/session/session.h"
#include "tests/cli/program.h"
#include "tests/support/music.h"
#include "tests/support/random_score.h"
#include "tests/support/test.h"
#include "ui/document/document.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <functional>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

constexpr int kCopyEveryMs = 250;               ///< many copies in the life of a child
constexpr int kMayLoseMs = kCopyEveryMs + 1500; ///< a copy takes its time on a busy machine
constexpr int kEditEveryMs = 3;

/// How many kills of each kind.
int kills() {
    const int wanted = qEnvironmentVariableIntValue("CONTRAFACT_TORTURE");
    return wanted > 0 ? wanted : 3;
}

score::Note nthNote(int index) {
    return test::note(index * 120, 100, 36 + index % 60, 1 + index % 127);
}

/// Adds note after note; a line of the log tells when each was there: "count milliseconds".
int editWithoutEnd(const char* folder) {
    int count = 1;
    char name[] = "torture";
    char* arguments[] = {name, nullptr};
    QApplication app(count, arguments);
    QApplication::setOrganizationName("contrafact-tests");
    QApplication::setApplicationName("torture");
    MainWindow window;
    window.session().setCopyInterval(kCopyEveryMs);
    window.show();
    const int log =
        ::open((std::string(folder) + "/log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    QElapsedTimer clock;
    clock.start();
    QTimer edits;
    int notes = 0;
    QObject::connect(&edits, &QTimer::timeout, [&] {
        auto& document = window.studio().document;
        document.perform(score::addNotes(document.scoreForIds(), 0, {nthNote(notes)}));
        const auto line = std::to_string(++notes) + " " + std::to_string(clock.elapsed()) + "\n";
        if (::write(log, line.data(), line.size()) < 0) QCoreApplication::exit(1);
    });
    edits.start(kEditEveryMs);
    return QApplication::exec();
}

struct Edits {
    int count = 0; ///< at the end
    qint64 lived = 0;
    int countSafe = 0; ///< as of so long before the end that they must have been kept
};

Edits editsIn(const QByteArray& log) {
    Edits edits;
    std::vector<std::pair<int, qint64>> all;
    for (const auto& line : log.split('\n')) {
        const auto words = line.split(' ');
        if (words.size() == 2) all.emplace_back(words[0].toInt(), words[1].toLongLong());
    }
    if (all.empty()) return edits;
    edits.count = all.back().first;
    edits.lived = all.back().second;
    for (const auto& [count, at] : all)
        if (at < edits.lived - kMayLoseMs) edits.countSafe = count;
    return edits;
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
}

} // namespace

class TestKills : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        QDir::setCurrent(m_folder.path());
        qputenv("XDG_DATA_HOME", m_folder.filePath("data").toUtf8());
        qputenv("XDG_CACHE_HOME", m_folder.filePath("cache").toUtf8());
        qputenv("XDG_CONFIG_HOME", m_folder.filePath("config").toUtf8());
    }

    void editing() {
        int kept = 0, lost = 0;
        for (int i = 0; i < kills(); ++i) {
            const QDir folder(m_folder.filePath(QString("edit-%1").arg(i)));
            QVERIFY(folder.mkpath("."));
            QProcess child;
            auto environment = QProcessEnvironment::systemEnvironment();
            environment.insert(test::kChildRun, folder.path());
            environment.insert("XDG_DATA_HOME", folder.filePath("data"));
            environment.insert("XDG_CONFIG_HOME", folder.filePath("config"));
            child.setProcessEnvironment(environment);
            child.start(QCoreApplication::applicationFilePath(),
                        {QString::fromStdString(test::currentTest())});
            QTRY_VERIFY_WITH_TIMEOUT(folder.exists("log"), 60'000);
            QTest::qWait(m_random.in(0, 3500));
            ::kill(pid_t(child.processId()), SIGKILL);
            QVERIFY(child.waitForFinished(20'000));
            const auto edits = editsIn(contentOf(folder.filePath("log")));
            const auto copy = folder.filePath("data/contrafact/recovery/untitled.contrafact");
            if (!QFile::exists(copy)) {
                QVERIFY2(edits.countSafe == 0, qPrintable(QString::number(edits.lived)));
                continue;
            }
            const auto session = session::load(copy.toStdString());
            QVERIFY2(session.ok(), session ? "" : session.message().c_str());
            const auto notes = session->score.track(0).notes();
            QVERIFY2(int(notes.size()) >= edits.countSafe,
                     qPrintable(QString("%1 of %2").arg(notes.size()).arg(edits.count)));
            for (std::size_t n = 0; n < notes.size(); ++n)
                QVERIFY(notes[n].onset == nthNote(int(n)).onset &&
                        notes[n].pitch == nthNote(int(n)).pitch);
            kept += int(notes.size());
            lost += edits.count - int(notes.size());
        }
        qInfo("editing: %d kills, %d notes kept, the last %d were not yet copied", kills(), kept,
              lost);
    }

    void convertingOverAFile() {
        QVERIFY(midi::writeFile(longPiece(), "long.mid").ok());
        QVERIFY(midi::writeFile(test::scale(60, 8), "old.mid").ok());
        const auto old = contentOf("old.mid");
        const QStringList convert{"convert", "long.mid", "out.mid"};
        const auto whole = contentOf(madeBy(convert, "out.mid"));
        killAgainAndAgain(
            convert,
            [&] {
                QFile::remove("out.mid");
                QVERIFY(QFile::copy("old.mid", "out.mid"));
            },
            [&] {
                const auto now = contentOf("out.mid");
                QVERIFY2(now == old || now == whole, qPrintable(QString::number(now.size())));
            });
    }

    void exportingSound() {
        QVERIFY(midi::writeFile(longPiece(200), "sound.mid").ok());
        const QStringList render{"render", "sound.mid", "out.wav"};
        const auto said = test::run(render);
        if (said.err.contains("SoundFont")) QSKIP("no SoundFont is installed");
        QVERIFY2(said.status == 0, said.err.constData());
        const auto whole = contentOf("out.wav");
        killAgainAndAgain(
            render, [] { QFile::remove("out.wav"); },
            [&] { QVERIFY(!QFile::exists("out.wav") || contentOf("out.wav") == whole); });
    }

    void importing() {
        QVERIFY(QDir().mkpath("music"));
        constexpr unsigned kSongs = 120;
        for (unsigned i = 0; i < kSongs; ++i)
            QVERIFY(midi::writeFile(test::randomGridScore(test::Random(i + 1)),
                                    "music/" + std::to_string(i) + ".mid")
                        .ok());
        const QStringList import{"corpus", "import", "music", "--json"};
        const auto first = test::run(import);
        QVERIFY2(first.status == 0, first.err.constData());
        killAgainAndAgain(
            import, [&] { QDir(m_folder.filePath("cache")).removeRecursively(); },
            [&] {
                const auto again = test::run(import);
                QVERIFY2(again.status == 0, again.err.constData());
                QCOMPARE(again.out, first.out);
            });
    }

    void training() {
        const QFileInfo program(QString::fromStdString(test::program()));
        if (!QFile::exists(program.path() + "/../lib/libcontrafact_networks.so"))
            QSKIP("this build has no networks");
        if (!qEnvironmentVariableIsSet("CONTRAFACT_TORTURE"))
            QSKIP("takes minutes; see CONTRAFACT_TORTURE");
        const auto training = [](const QString& run, const QStringList& more) {
            return QStringList{"train", "midi-rnn", "--run", run, "--threads", "1"} + more;
        };
        int resumed = 0;
        for (int i = 0; i < std::max(1, kills() / 5); ++i) {
            const auto run = QString("run-%1").arg(i);
            killed(training(run, {"--corpus", "music", "--epochs", "1000"}),
                   m_random.in(1000, 30'000));
            const auto checkpoints = QDir(run + "/checkpoints").entryList({"step-*.safetensors"});
            if (checkpoints.isEmpty()) continue;
            const auto said = test::run(training(run, {"--resume", "--seconds", "1"}));
            QVERIFY2(said.status == 0, said.err.constData());
            ++resumed;
        }
        qInfo("training: %d of %d runs had a checkpoint, and went on", resumed,
              std::max(1, kills() / 5));
    }

private:
    static score::Score longPiece(int notes = 60'000) {
        std::vector<score::Note> all;
        for (int i = 0; i < notes; ++i) all.push_back(test::note(i * 60, 50, 40 + i % 48));
        return test::scoreOf(test::instrument(0), std::move(all));
    }

    /// Runs to the end; returns the file.
    QString madeBy(const QStringList& arguments, const QString& file) {
        const auto said = test::run(arguments);
        if (said.status != 0) qFatal("%s", said.err.constData());
        return file;
    }

    static void killed(const QStringList& arguments, int afterMs) {
        QProcess process;
        process.start(QString::fromStdString(test::program()), arguments);
        process.waitForStarted();
        process.waitForFinished(afterMs);
        process.kill();
        process.waitForFinished(20'000);
    }

    /// At moments of the time that the whole takes.
    void killAgainAndAgain(const QStringList& arguments, const std::function<void()>& before,
                           const std::function<void()>& after) {
        before();
        QElapsedTimer clock;
        clock.start();
        test::run(arguments);
        const int takes = int(clock.elapsed());
        for (int i = 0; i < kills() && !QTest::currentTestFailed(); ++i) {
            before();
            killed(arguments, std::max(1, m_random.in(0, takes)));
            after();
        }
        qInfo("%s: %d kills within %d ms", qPrintable(arguments.front()), kills(), takes);
    }

    QTemporaryDir m_folder;
    test::Random m_random{20261127U};
};

CONTRAFACT_TEST(TestKills, editWithoutEnd)
#include "tst_kills.moc"
