// SPDX-License-Identifier: GPL-3.0-or-later
// Disks that fill up at every possible place of a write: each in a file system in memory of its
// own, a little larger than the one before. A program says what went wrong in one line and leaves
// the old file; or it writes the new one whole.
#include "core/base/file.h"
#include "core/midi/writer.h"
#include "core/session/session.h"
#include "tests/cli/program.h"
#include "tests/support/music.h"
#include "tests/support/test.h"

#include <QDir>
#include <QTemporaryDir>

using namespace contrafact;

namespace {

/// Runs a shell line with a file system of so many KiB in $DISK, which holds the old file.
test::Said onDisk(int kilobytes, const QString& line) {
    const auto script =
        QString("mkdir -p disk && mount -t tmpfs -o size=%1k tmpfs disk || exit 77; "
                "cp old disk/file && { %2 ; }; status=$?; "
                "cmp -s old disk/file && echo old; cp disk/file after; exit $status")
            .arg(kilobytes)
            .arg(line);
    return test::runShell(QString("export P; unshare -rm sh -c '%1'").arg(script));
}

/// In a process of its own, on the disk: saves a session over the file of that name.
int saveSession(const char* path) {
    session::Session session;
    std::vector<score::Note> notes;
    for (int i = 0; i < 5000; ++i) notes.push_back(test::note(i * 61, 50, 40 + i % 48));
    session.score = test::scoreOf(test::instrument(0), std::move(notes));
    session.takes = {{.id = 1, .name = "Take 1", .provenance = "{}", .score = session.score}};
    const auto saved = session::save(session, path);
    if (!saved) std::fprintf(stderr, "contrafact: %s\n", saved.message().c_str());
    return saved ? 0 : 1;
}

} // namespace

class TestFullDisk : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        QDir::setCurrent(m_folder.path());
        QVERIFY(midi::writeFile(test::scale(60, 8), "old").ok());
        if (onDisk(64, "true").status != 0) QSKIP("no file systems may be mounted here");
        std::vector<score::Note> notes;
        for (int i = 0; i < 20'000; ++i) notes.push_back(test::note(i * 60, 50, 40 + i % 48));
        const auto piece = test::scoreOf(test::instrument(0), std::move(notes));
        QVERIFY(midi::writeFile(piece, "long.mid").ok());
        QCOMPARE(test::run({"convert", "long.mid", "whole.mid"}).status, 0);
    }

    void writingMusic() {
        int full = 0, fitted = 0;
        for (int kilobytes = 8; kilobytes <= 320; kilobytes += 24) {
            const auto said = onDisk(kilobytes, "\"$P\" convert long.mid disk/file.mid && "
                                                "mv disk/file.mid disk/file");
            if (said.status == 0) {
                ++fitted;
                QCOMPARE(contentOf("after"), contentOf("whole.mid"));
                continue;
            }
            ++full;
            QCOMPARE(said.status, 1);
            QVERIFY2(said.isOneLineError(), said.err.constData());
            QVERIFY(said.out.contains("old"));
        }
        QVERIFY(full > 2 && fitted > 2);
        qInfo("convert: %d full disks, %d that sufficed", full, fitted);
    }

    void exportingSound() {
        QVERIFY(midi::writeFile(test::scale(60, 8), "short.mid").ok());
        if (test::run({"render", "short.mid", "out.wav"}).err.contains("SoundFont"))
            QSKIP("no SoundFont is installed");
        for (const int kilobytes : {16, 200, 700}) {
            const auto said =
                onDisk(kilobytes, "cp old disk/file.wav; \"$P\" render short.mid disk/file.wav; "
                                  "s=$?; cmp -s old disk/file.wav && echo kept; "
                                  "ls disk | wc -l; exit $s");
            QCOMPARE(said.status, 1);
            QVERIFY2(said.isOneLineError(), said.err.constData());
            QVERIFY2(said.out.contains("kept"), said.out.constData());
            QVERIFY2(said.out.contains("\n2"), said.out.constData()); // nothing half-written stays
        }
    }

    void savingASession() {
        qputenv("T", QCoreApplication::applicationFilePath().toUtf8());
        const auto line = QString("%1=disk/out.contrafact \"$T\" %2")
                              .arg(test::kChildRun, QString::fromStdString(test::currentTest()));
        fullOrWhole("out.contrafact", line, {16, 32, 48, 64, 96, 128, 192, 320});
    }

    void writingReports() {
        QVERIFY(QDir().mkpath("music"));
        for (int i = 0; i < 6; ++i)
            QVERIFY(midi::writeFile(test::scale(55 + i, 64), "music/" + std::to_string(i) + ".mid")
                        .ok());
        const QString evaluate = "\"$P\" evaluate old.mid --reference music --bars 8 --length 8 "
                                 "--no-intervals --%1 disk/%2 > /dev/null";
        QVERIFY(QFile::copy("old", "old.mid"));
        fullOrWhole("page.html", evaluate.arg("html", "page.html"), {8, 16, 24, 40, 400});
        fullOrWhole("table.csv", evaluate.arg("csv", "table.csv"), {8, 12, 16, 400});
    }

    /// The cache is a convenience: what cannot be kept there is read anew the next time.
    void importing() {
        const auto whole =
            onDisk(4000, "XDG_CACHE_HOME=$PWD/disk \"$P\" corpus stats music --json");
        QCOMPARE(whole.status, 0);
        for (const int kilobytes : {8, 12, 16, 24}) {
            const auto said =
                onDisk(kilobytes, "XDG_CACHE_HOME=$PWD/disk \"$P\" corpus stats music --json");
            QVERIFY2(said.status == 0, said.err.constData());
            QCOMPARE(said.out, whole.out);
        }
    }

    void training() {
        const QFileInfo program(QString::fromStdString(test::program()));
        if (!QFile::exists(program.path() + "/../lib/libcontrafact_networks.so"))
            QSKIP("this build has no networks");
        int full = 0;
        for (const int kilobytes : {16, 64, 300, 900, 2000}) {
            const auto said =
                onDisk(kilobytes,
                       "\"$P\" train midi-rnn --corpus music --run disk/run --steps 8 "
                       "--set seq_length=8 --threads 1; s=$?; for c in disk/run/checkpoints/*; "
                       "do test -e \"$c\" && { \"$P\" inspect \"$c\" > /dev/null || echo torn; }; "
                       "done; exit $s");
            QVERIFY2(said.status == 0 || said.status == 1, said.err.constData());
            QVERIFY2(!said.out.contains("torn"), said.out.constData());
            if (said.status == 0) continue;
            ++full;
            QVERIFY2(endsInAnError(said), said.err.constData());
            QVERIFY2(said.err.contains("No space left"), said.err.constData());
        }
        QVERIFY(full > 1);
        qInfo("train: %d full disks", full);
    }

private:
    /// A slow machine says how far it is before.
    static bool endsInAnError(const test::Said& said) {
        return said.err.endsWith('\n') &&
               said.err.trimmed().split('\n').back().startsWith("contrafact: ");
    }

    /// On disks of those sizes a command that writes one file there says in one line what went
    /// wrong and leaves the old file alone, or writes the new one whole; nothing else stays.
    static void fullOrWhole(const QString& name, const QString& command,
                            const std::vector<int>& sizes) {
        int full = 0, fitted = 0;
        qint64 size = -1;
        for (const int kilobytes : sizes) {
            const auto said = onDisk(
                kilobytes, QString("cp old disk/%1; %2; s=$?; cmp -s old disk/%1 && echo kept; "
                                   "ls -A disk | wc -l; wc -c < disk/%1; exit $s")
                               .arg(name, command));
            auto lines = said.out.split('\n');
            const bool kept = lines.front() == "kept";
            if (kept) lines.removeFirst();
            QVERIFY2(lines.size() >= 2, said.out.constData());
            QCOMPARE(lines[0].trimmed(), QByteArray("2")); // it, and that of onDisk()
            if (said.status == 0) {
                ++fitted;
                const auto now = lines[1].trimmed().toLongLong();
                if (size >= 0) QCOMPARE(now, size);
                size = now;
                continue;
            }
            ++full;
            QCOMPARE(said.status, 1);
            QVERIFY2(endsInAnError(said), said.err.constData());
            QVERIFY2(kept, said.out.constData());
        }
        QVERIFY2(full > 0 && fitted > 0, qPrintable(QString("%1 full").arg(full)));
        qInfo("%s: %d full disks, %d that sufficed", qPrintable(name), full, fitted);
    }

    static QByteArray contentOf(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
    }

    QTemporaryDir m_folder;
};

CONTRAFACT_TEST(TestFullDisk, saveSession)
#include "tst_full_disk.moc"
