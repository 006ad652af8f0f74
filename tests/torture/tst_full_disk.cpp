// SPDX-License-Identifier: GPL-3.0-or-later
// Disks that fill up at every possible place of a write: each in a file system in memory of its
// own, a little larger than the one before. A program says what went wrong in one line and leaves
// the old file; or it writes the new one whole.
#include "core/midi/writer.h"
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

private:
    static QByteArray contentOf(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
    }

    QTemporaryDir m_folder;
};

CONTRAFACT_TEST(TestFullDisk)
#include "tst_full_disk.moc"
