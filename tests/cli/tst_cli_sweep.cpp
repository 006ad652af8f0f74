// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps: a run for each value, one table, going on after a kill. Needs the networks.
#include "core/midi/writer.h"
#include "tests/cli/program.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

#include <QDir>
#include <QTemporaryDir>

#include <signal.h>

using namespace contrafact;
using test::run;

class TestCliSweep : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        const QFileInfo program(QString::fromStdString(test::program()));
        if (!QFile::exists(program.path() + "/../lib/libcontrafact_networks.so"))
            QSKIP("this build has no networks");
        QDir::setCurrent(m_folder.path());
        qputenv("XDG_DATA_HOME", m_folder.filePath("data").toUtf8());
        qputenv("XDG_CACHE_HOME", m_folder.filePath("cache").toUtf8());
        QVERIFY(QDir().mkpath("music"));
        for (unsigned i = 0; i < 6; ++i) {
            const auto file = "music/" + std::to_string(i) + ".mid";
            QVERIFY(midi::writeFile(tests::toySong(i, 8, false).score, file).ok());
        }
    }

    void eachValueIsARun() {
        const auto said = run(sweep("all", "8"));
        QVERIFY2(said.status == 0, said.err.constData());
        const auto rows = table("all");
        QCOMPARE(rows.size(), qsizetype{4});
        QCOMPARE(rows[0].section(',', 0, 3), QString("setting,state,steps,seconds"));
        for (int i = 1; i <= 3; ++i) {
            QCOMPARE(rows[i].section(',', 1, 2), QString("finished,8"));
            QVERIFY(rows[i].section(',', 4, 4).toDouble() > 0);
        }
        QVERIFY(rows[1].startsWith("hidden=8,") && rows[3].startsWith("lr=0.01,"));
        QVERIFY(said.out.contains("hidden=16"));
    }

    void aKilledSweepGoesOn() {
        QProcess process;
        process.start(QString::fromStdString(test::program()), sweep("killed", "100000"));
        while (!QDir("killed/hidden=8").exists("run.json") &&
               process.state() != QProcess::NotRunning)
            process.waitForFinished(20);
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        process.waitForFinished();
        const auto said = run(sweep("killed", "8"));
        QVERIFY2(said.status == 0, said.err.constData());
        for (const auto& row : table("killed").sliced(1))
            QCOMPARE(row.section(',', 1, 1), QString("finished"));
        const auto again = run(sweep("killed", "8"));
        QCOMPARE(again.status, 0);
        QVERIFY(!again.out.contains("hidden=8\n")); // nothing was left to train
    }

    void wrongUsageIsNamed() {
        QCOMPARE(run({"sweep", "note-gru", "--corpus", "music", "--out", "x", "--vary", "hidden"})
                     .status,
                 2);
        const auto said =
            run({"sweep", "note-gru", "--corpus", "music", "--out", "x", "--vary", "hiden=8"});
        QCOMPARE(said.status, 2);
        QVERIFY(said.isOneLineError() && said.err.contains("hidden"));
    }

private:
    static QStringList sweep(const QString& folder, const QString& steps) {
        return {"sweep",   "note-gru", "--corpus", "music",       "--out",  folder,
                "--steps", steps,      "--vary",   "hidden=8,16", "--vary", "lr=0.01"};
    }
    static QStringList table(const QString& folder) {
        QFile file(folder + "/sweep.csv");
        if (!file.open(QIODevice::ReadOnly)) return {};
        return QString::fromUtf8(file.readAll()).trimmed().split('\n');
    }
    QTemporaryDir m_folder;
};

CONTRAFACT_TEST(TestCliSweep)
#include "tst_cli_sweep.moc"
