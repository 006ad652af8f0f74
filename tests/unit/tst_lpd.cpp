// SPDX-License-Identifier: GPL-3.0-or-later
// The Lakh Pianoroll Dataset's archives. data/two_tracks.npz was made for this test: sparse drums
// (pitches 36, 38 and 36, six steps each, on beats 1, 2 and 3) and dense, column-major, boolean
// strings (60 for a beat and 64 for two, then 72 on beat 4), 90 beats a minute.
#include "core/base/file.h"
#include "core/exchange/lpd.h"
#include "core/exchange/npy.h"
#include "core/exchange/zip_archive.h"
#include "tests/support/paths.h"
#include "tests/support/test.h"
#include "tests/support/zip_bytes.h"

#include <string>

using namespace contrafact;

class TestLpd : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        auto bytes = base::readFile(test::sourcePath("tests/data/two_tracks.npz"));
        QVERIFY(bytes.ok());
        m_bytes = std::move(*bytes);
    }

    void tracksAreRead() {
        const auto score = exchange::readLpd(m_bytes, "a.npz");
        QVERIFY2(score.ok(), score.ok() ? "" : score.message().c_str());
        QCOMPARE(score->title, std::string("Two tracks"));
        QCOMPARE(score->trackCount(), 2);
        QVERIFY(score->track(0).info.isDrums());
        QCOMPARE(score->track(1).info.program, 48);
        QVERIFY(std::abs(score->tempo.bpmAt({}) - 90) < 0.01);
    }

    void cellsBecomeNotes() {
        const auto score = exchange::readLpd(m_bytes, "a.npz");
        QVERIFY(score.ok());
        const auto drums = score->track(0).notes();
        QCOMPARE(drums.size(), std::size_t{3});
        const int beat = score->ppq();
        QCOMPARE(drums[1].onset.value, std::int64_t{beat});
        QCOMPARE(drums[1].length.value, std::int64_t{beat / 4});
        QCOMPARE(int(drums[1].velocity), 90);
        const auto strings = score->track(1).notes();
        QCOMPARE(strings.size(), std::size_t{3});
        QCOMPARE(int(strings[1].pitch.value), 64);
        QCOMPARE(strings[1].length.value, std::int64_t{2 * beat});
        QCOMPARE(strings[2].onset.value, std::int64_t{3 * beat});
    }

    void whatIsMissingIsNamed() {
        auto files = test::lpdFiles(2, 4);
        const auto whole = exchange::readLpd(packed(files), "a.npz");
        QVERIFY2(whole.ok(), whole.ok() ? "" : whole.message().c_str());
        // Five tracks without their info are those of LPD-5.
        files.erase("info.json");
        std::vector<std::string> warnings;
        const auto guessed = exchange::readLpd(packed(files), "a.npz", &warnings);
        QVERIFY(guessed.ok());
        QVERIFY(warnings.size() == 1 && warnings[0].starts_with("no info.json"));
        QVERIFY(guessed->track(0).info.isDrums());
        QCOMPARE(guessed->track(3).info.program, 32);
        // Of other numbers nobody knows.
        files.erase("pianoroll_4.npy");
        const auto four = exchange::readLpd(packed(files), "a.npz");
        QVERIFY(!four.ok());
        QVERIFY(four.message().find("no info.json") != std::string::npos);
        const auto none = exchange::readLpd(packed({{"a.txt", "words"}}), "a.npz");
        QVERIFY(!none.ok());
        QVERIFY(none.message().find("pianoroll_0") != std::string::npos);
    }

    void rollsOfYesAndNoSoundAtOneVelocity() {
        auto files = test::lpdFiles(2, 4);
        files["pianoroll_1.npy"] = test::roll(32, {{0, 60}, {1, 60}, {8, 64}}, 1);
        const auto score = exchange::readLpd(packed(files), "a.npz");
        QVERIFY(score.ok());
        const auto notes = score->track(1).notes();
        QCOMPARE(notes.size(), std::size_t{2});
        QCOMPARE(int(notes[0].velocity), 64);
        QCOMPARE(notes[0].length.value, std::int64_t{score->ppq() / 2});
    }

    void barsAreWhereTheDownbeatsAre() {
        const auto score = exchange::readLpd(packed(test::lpdFiles(4, 3)), "a.npz");
        QVERIFY(score.ok());
        QCOMPARE(score->meter.events().size(), std::size_t{1});
        QCOMPARE(score->meter.at({}).numerator, 3);
        QCOMPARE(score->meter.at({}).denominator, 4);
    }

    void cutArchivesAreRefused() {
        for (std::size_t size = 0; size < m_bytes.size(); size += 7) {
            const auto score = exchange::readLpd(std::span(m_bytes).first(size), "cut.npz");
            QVERIFY(!score.ok());
            QVERIFY(score.message().starts_with("cut.npz"));
        }
    }

    /// The CRC-32 catches what the packed bytes do not; elsewhere any answer but a crash is right.
    void flippedBitsAreNeverFatal() {
        int refused = 0;
        for (std::size_t i = 0; i < m_bytes.size(); ++i) {
            auto bytes = m_bytes;
            bytes[i] ^= std::byte{0x41};
            refused += !exchange::readLpd(bytes, "flipped.npz").ok();
        }
        QVERIFY(refused > static_cast<int>(m_bytes.size()) / 3);
    }

    void anArchiveMayNotClaimMoreThanItHolds() {
        const auto files = exchange::readZip(m_bytes, "a.npz", 1000);
        QVERIFY(!files.ok());
        QVERIFY(QString::fromStdString(files.message()).contains("unpacks to more"));
    }

    void arraysAreChecked_data() {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<bool>("good");
        const auto row = [](const char* name, const char* header, bool good) {
            QTest::newRow(name) << QByteArray(header) << good;
        };
        row("four bytes", "{'descr': '|u1', 'fortran_order': False, 'shape': (4,), }", true);
        row("two by two", "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 2), }", true);
        row("more than there is", "{'descr': '|u1', 'shape': (5,), }", false);
        row("overflowing", "{'descr': '<f8', 'shape': (4294967295, 4294967297), }", false);
        row("big endian", "{'descr': '>i4', 'shape': (1,), }", false);
        row("objects", "{'descr': '|O', 'shape': (1,), }", false);
        row("no shape", "{'descr': '|u1', }", false);
        row("open shape", "{'descr': '|u1', 'shape': (4", false);
    }

    void arraysAreChecked() {
        QFETCH(QByteArray, header);
        QFETCH(bool, good);
        QByteArray file("\x93NUMPY\x01\x00", 8);
        file += static_cast<char>(header.size());
        file += '\0';
        file += header + QByteArray("\1\2\3\4", 4);
        const auto array =
            exchange::readNpy(std::as_bytes(std::span(file.constData(), file.size())), "x");
        QCOMPARE(array.ok(), good);
        if (good) QCOMPARE(array->values, (std::vector<double>{1, 2, 3, 4}));
    }

private:
    static std::vector<std::byte> packed(const std::map<std::string, std::string>& files) {
        const auto bytes = test::zip(files);
        const auto span = std::as_bytes(std::span(bytes));
        return {span.begin(), span.end()};
    }
    std::vector<std::byte> m_bytes;
};

CONTRAFACT_TEST(TestLpd)
#include "tst_lpd.moc"
