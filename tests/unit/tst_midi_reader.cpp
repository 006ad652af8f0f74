// SPDX-License-Identifier: GPL-3.0-or-later
// What the reader makes of good and of broken files, byte by byte.
#include "core/midi/reader.h"
#include "core/midi/text.h"
#include "tests/support/midi_bytes.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

#include <chrono>
#include <fstream>

namespace midi = contrafact::midi;
using namespace contrafact::score;
using namespace contrafact::test;

namespace {

auto bytesOf(const std::string& text) {
    return std::as_bytes(std::span(text));
}

midi::MidiFile readGood(const std::string& bytes) {
    auto file = midi::read(bytesOf(bytes), "test");
    if (!file) qFatal("%s", file.message().c_str());
    return std::move(file).value();
}

Score scoreOf(const std::string& bytes) {
    return readGood(bytes).scores.at(0);
}

std::size_t noteCount(const midi::MidiFile& file) {
    std::size_t count = 0;
    for (const auto& score : file.scores) count += score.noteCount();
    return count;
}

std::string joined(const std::vector<std::string>& sentences) {
    std::string out;
    for (const auto& sentence : sentences) out += sentence + '\n';
    return out;
}

} // namespace

class TestMidiReader : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyCase_data() {
        QTest::addColumn<int>("index");
        const auto cases = midiCases();
        for (std::size_t i = 0; i < cases.size(); ++i)
            QTest::newRow(cases[i].name.c_str()) << static_cast<int>(i);
    }

    void everyCase() {
        QFETCH(int, index);
        const auto wanted = midiCases().at(static_cast<std::size_t>(index));
        const auto file = midi::read(bytesOf(wanted.bytes), "test.mid");
        QCOMPARE(file.ok(), wanted.notes != kRefused);
        const auto said = file ? joined(file->warnings) : file.message();
        QVERIFY2(said.find(wanted.says) != std::string::npos, said.c_str());
        if (!file) {
            QVERIFY(said.starts_with("test.mid: "));
            return;
        }
        if (wanted.says.empty()) QCOMPARE(said, std::string());
        QCOMPARE(noteCount(*file), static_cast<std::size_t>(wanted.notes));
        QCOMPARE(file->scores.size(), wanted.scores);
    }

    /// A file cut anywhere is refused or read as far as it goes.
    void cutAnywhere() {
        const auto whole = header(1, 2) + track(kTwoNotes) + track(kTwoNotes);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const auto file = midi::read(bytesOf(whole.substr(0, size)), "cut");
            if (!file) continue;
            QVERIFY(noteCount(*file) <= 4);
            QVERIFY2(!file->warnings.empty(), qPrintable(QString::number(size)));
        }
    }

    void overlappingNotesEndFirstInFirstOut() {
        const auto score = scoreOf(song("00 90 3C 11 0A 90 3C 22 0A 80 3C 00 0A 80 3C 00"));
        const auto notes = score.track(0).notes();
        QCOMPARE(notes.size(), std::size_t{2});
        QCOMPARE(notes[0].end(), Tick{20});
        QCOMPARE(notes[0].velocity, std::uint8_t{0x11});
        QCOMPARE(notes[1].end(), Tick{30});
    }

    void hungNotesEndWithTheTrack() {
        const auto score = scoreOf(song("00 90 3C 40 05 90 3C 40 60 FF 01 01 41"));
        for (const auto& note : score.track(0).notes()) QCOMPARE(note.end(), Tick{0x65});
    }

    void chordsAreSortedByPitch() {
        const auto score =
            scoreOf(song("00 90 40 40 00 3C 40 00 3E 40 60 40 00 00 3C 00 00 3E 00"));
        QCOMPARE(score.track(0).notes()[0].pitch, Pitch{60});
        QCOMPARE(score.track(0).notes()[2].pitch, Pitch{64});
    }

    void channelsOfOneTrackBecomeTracks() {
        const auto score =
            scoreOf(song("00 FF 03 01 41 00 C0 05 00 90 3C 40 00 99 24 40 00 93 3C 40 "
                         "60 80 3C 40 00 89 24 40 00 83 3C 40"));
        QCOMPARE(score.trackCount(), 3);
        QCOMPARE(score.track(0).info.channel, 0);
        QCOMPARE(score.track(0).info.program, 5);
        QCOMPARE(score.track(1).info.channel, 3);
        QCOMPARE(score.track(1).info.program, 0);
        QCOMPARE(score.track(1).info.name, std::string("A (channel 4)"));
        QVERIFY(score.track(2).info.isDrums());
    }

    void setupIsWhatHoldsAtTheFirstNote() {
        const auto info =
            scoreOf(song("00 C0 01 00 B0 07 10 00 B0 00 02 00 B0 20 03 00 C0 02 00 B0 0A 7F "
                         "00 90 3C 40 60 80 3C 40 00 C0 03 00 B0 07 7F"))
                .track(0)
                .info;
        QCOMPARE(info.program, 2);
        QCOMPARE(info.bank, 2 * 128 + 3);
        QCOMPARE(info.volume, 0x10);
        QCOMPARE(info.pan, 127);
    }

    void setupMayStandInAnotherTrack() {
        const auto score = scoreOf(header(1, 2) + track("00 C0 28 00 B0 07 11") + track(kOneNote));
        QCOMPARE(score.track(0).info.program, 0x28);
        QCOMPARE(score.track(0).info.volume, 0x11);
    }

    void mapsComeFromEveryTrack() {
        const auto score = scoreOf(
            header(1, 2) + track("00 FF 03 04 536F6E67 00 FF 58 04 06 03 18 08 00 FF 59 02 FD 01") +
            track("00 90 3C 40 60 FF 51 03 03D090 00 FF 06 01 42 60 80 3C 40"));
        QCOMPARE(score.title, std::string("Song"));
        QCOMPARE(score.meter.at(Tick{0}), (MeterEvent{Tick{0}, 6, 8}));
        QCOMPARE(score.keys, (std::vector<KeyEvent>{{Tick{0}, -3, true}}));
        QCOMPARE(score.markers, (std::vector<Marker>{{Tick{96}, "B"}}));
        QCOMPARE(score.tempo.bpmAt(Tick{96}), 240.0);
        QCOMPARE(score.tempo.bpmAt(Tick{95}), 120.0);
    }

    void patternsHaveTheirOwnTempo() {
        const auto file = readGood(
            header(2, 2) + track("00 FF 51 03 03D090 00 90 3C 40 60 80 3C 40") + track(kOneNote));
        QCOMPARE(file.scores[0].tempo.bpmAt(Tick{0}), 240.0);
        QCOMPARE(file.scores[1].tempo.bpmAt(Tick{0}), 120.0);
    }

    void framesGiveTheRightSeconds_data() {
        QTest::addColumn<int>("division");
        QTest::addColumn<double>("ticksPerSecond");
        QTest::newRow("24 x 4") << 0xE804 << 96.0;
        QTest::newRow("25 x 40") << 0xE728 << 1000.0;
        QTest::newRow("25 x 1") << 0xE701 << 25.0;
        QTest::newRow("29.97 x 80") << 0xE350 << 2400.0 / 1.001;
        QTest::newRow("30 x 255") << 0xE2FF << 7650.0;
    }

    void framesGiveTheRightSeconds() {
        QFETCH(int, division);
        QFETCH(double, ticksPerSecond);
        // 100 ticks; the tempo event must not count.
        const auto file = readGood(song("00 FF 51 03 030000 00 90 3C 40 64 80 3C 40", division));
        QCOMPARE(file.division, 0);
        QVERIFY(std::abs(file.scores[0].duration().value - 100 / ticksPerSecond) < 1e-9);
    }

    void sumsOfLargeTimesAreKept() {
        std::string events = "00 90 3C 40 ";
        for (int i = 0; i < 20; ++i) events += "FF FF FF 7F FF 01 00 ";
        const auto score = scoreOf(song(events + "00 80 3C 40"));
        QCOMPARE(score.end(), Tick(20LL * 0x0FFFFFFF)); // over 32 bits
    }

    void textIsDecoded_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("ascii") << QByteArray("Piano") << "Piano";
        QTest::newRow("utf-8") << QByteArray("Fl\xC3\xB6te") << QString("Fl\u00F6te");
        QTest::newRow("latin-1") << QByteArray("Fl\xF6te") << QString("Fl\u00F6te");
        QTest::newRow("latin-1 short") << QByteArray("\xE4n") << QString("\u00E4n");
        QTest::newRow("windows") << QByteArray("Bob\x92s") << QString("Bob\u2019s");
        QTest::newRow("shift-jis")
            << QByteArray("\x83\x68\x83\x89\x83\x80") << QString("\u30C9\u30E9\u30E0");
        QTest::newRow("controls") << QByteArray("a\0b\n\x7F", 5) << QString("a\u2400b\u240A\u2421");
        QTest::newRow("over-long utf-8") << QByteArray("\xC0\xAF") << QString("\u00C0\u00AF");
        QTest::newRow("cut utf-8") << QByteArray("Caf\xC3") << QString("Caf\u00C3");
    }

    void textIsDecoded() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, text);
        const auto decoded = midi::decodeText(
            std::as_bytes(std::span(bytes.constData(), std::size_t(bytes.size()))));
        QCOMPARE(QString::fromUtf8(decoded.c_str()), text);
        QCOMPARE(midi::decodeText(bytesOf(midi::encodeText(decoded))), decoded);
    }

    void everyByteGivesValidText() {
        for (int first = 0; first < 256; ++first)
            for (int second = 0; second < 256; ++second) {
                const std::string pair{static_cast<char>(first), static_cast<char>(second)};
                QVERIFY(midi::isUtf8(midi::decodeText(bytesOf(pair))));
            }
    }

    void warningsAreCounted() {
        std::string bytes = header(1, 150);
        for (int i = 0; i < 150; ++i) bytes += track("00 80 3C 40");
        const auto file = readGood(bytes);
        QCOMPARE(file.warnings.size(), std::size_t{101});
        QVERIFY(file.warnings.back().find("50 more") != std::string::npos);
    }

    void aLieAboutSizesCostsNothing() {
        // 65535 tracks of 4 GB each, claimed in 40 bytes.
        const auto bytes = header(1, 65535) + chunk(hex(kOneNote) + kEnd, 0xFFFFFFFF);
        for (int i = 0; i < 10'000; ++i) QCOMPARE(noteCount(readGood(bytes)), std::size_t{1});
    }

    void stoppingStops() {
        std::stop_source stop;
        stop.request_stop();
        const auto file = midi::read(bytesOf(song(kOneNote)), "x", {stop.get_token(), {}});
        QVERIFY(!file);
        QCOMPARE(file.message(), std::string("cancelled"));
    }

    void stoppingFromTheProgressStopsWithinATrack() {
        std::string events;
        for (int i = 0; i < 2'000'000; ++i)
            events += std::string("\x01\x90\x3C\x40\x01\x3C\x00", 7);
        std::stop_source stop;
        double last = 0;
        const auto sink = [&](const contrafact::Progress& progress) {
            last = progress.fraction;
            stop.request_stop();
        };
        const auto file = midi::read(bytesOf(header(0, 1) + rawTrack(events + kEnd)), "x",
                                     {stop.get_token(), sink});
        // A machine that is done at its first report, or before, has nothing to stop.
        if (last > 0 && last < 1) QVERIFY(!file);
    }

    void filesAreReadByPath() {
        const QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "song.mid";
        std::ofstream(path, std::ios::binary) << song(kOneNote);
        QCOMPARE(noteCount(*midi::readFile(path)), std::size_t{1});
        const auto missing = midi::readFile(path.string() + "x");
        QVERIFY(!missing && missing.message().find("song.midx") != std::string::npos);
    }
};

CONTRAFACT_TEST(TestMidiReader)
#include "tst_midi_reader.moc"
