// SPDX-License-Identifier: GPL-3.0-or-later
// What MIDI files carry besides notes: it is read, means what the standard says, and is written as
// it came.
#include "core/midi/reader.h"
#include "core/midi/text.h"
#include "core/midi/writer.h"
#include "core/score/channel_setup.h"
#include "core/score/transforms.h"
#include "tests/support/midi_bytes.h"
#include "tests/support/test.h"

namespace midi = contrafact::midi;
using namespace contrafact::score;
using namespace contrafact::test;

namespace {

Score read(const std::string& bytes, const midi::ReadOptions& options = {}) {
    auto file = midi::read(std::as_bytes(std::span(bytes)), "test", options);
    if (!file) qFatal("%s", file.message().c_str());
    return std::move(file).value().scores.at(0);
}

std::string written(const Score& score) {
    const auto bytes = midi::write(score);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool holds(const std::string& bytes, std::string_view digits) {
    return bytes.find(hex(digits)) != std::string::npos;
}

/// The track chunks of a file as hexadecimal.
QByteArray shown(const std::string& bytes) {
    return QByteArray::fromStdString(bytes).toHex(' ');
}

const std::string kConductor = "00 FF 51 03 07A120 00 FF 58 04 04 02 18 08";
const std::string kXgOn = "00 F0 08 43 10 4C 00 00 7E 00 F7 ";

/// Two drum strokes or notes on a channel, in hexadecimal.
std::string notesOn(int channel) {
    const auto digit = std::string(1, "0123456789ABCDEF"[channel]);
    return "60 9" + digit + " 24 40 60 24 00 00 26 40 60 26 00 ";
}

/// Roland's "use for rhythm part" of a block.
std::string rhythmPart(const std::string& block, const std::string& map) {
    return "00 F0 0A 41 10 42 12 40 1" + block + " 15 " + map + " 00 F7 ";
}

} // namespace

class TestMidiEvents : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void filesComeBackByteForByte_data() {
        QTest::addColumn<QString>("events");
        const auto row = [](const char* name, const char* events) {
            QTest::newRow(name) << QString(events);
        };
        row("pedal lifted and pressed again between notes",
            "00 C0 00 00 90 3C 40 00 B0 40 7F 60 40 00 00 40 7F 00 90 3C 00 00 3E 40 60 3E 00");
        row("pedal pressed after the key is let go",
            "00 C0 00 00 90 3C 40 60 3C 00 00 B0 40 7F 00 90 3E 40 60 3E 00");
        row("bank before program, and programs on the way",
            "00 B0 00 05 00 20 03 00 C0 28 00 90 3C 40 60 3C 00 00 B0 00 06 00 C0 29 00 90 3E 40 "
            "60 3E 00 00 C0 2A");
        row("bend, its range, both pressures",
            "00 C0 00 00 B0 65 00 00 64 00 00 06 0C 00 90 3C 40 20 E0 00 50 20 A0 3C 30 20 D0 11 "
            "60 90 3C 00");
        row("own parameters in order", "00 C0 00 00 B0 63 01 00 62 08 00 06 40 00 63 01 00 62 09 "
                                       "00 06 41 00 90 3C 40 60 3C 00");
        row("texts of all kinds and a port",
            "00 FF 21 01 01 00 FF 03 01 41 00 FF 02 01 43 00 FF 04 01 49 00 C0 00 00 FF 05 02 4C61 "
            "00 90 3C 40 60 3C 00 00 FF 07 01 51 00 FF 7F 03 00 01 02 00 FF 0A 01 58");
        row("undecodable text",
            "00 FF 03 03 41 81 00 00 C0 00 00 FF 05 02 FF 80 00 90 3C 40 60 3C 00");
        row("exclusive in two parts",
            "00 F0 05 7E 7F 09 01 F7 00 F0 02 43 10 10 F7 02 4C F7 00 C0 00 00 90 3C 40 60 3C 00");
        row("markers, keys and meters where they stand",
            "00 FF 59 02 FD 01 00 FF 58 04 06 03 24 08 00 C0 00 00 FF 06 01 41 00 90 3C 40 60 3C "
            "00 00 FF 06 01 42");
        row("release velocity", "00 C0 00 00 90 3C 40 60 80 3C 11 00 90 3E 40 60 80 3E 00");
        row("notes of no length",
            "00 C0 00 00 90 3C 40 60 3C 00 00 3C 40 00 3C 00 00 3C 40 60 3C 00");
    }

    void filesComeBackByteForByte() {
        QFETCH(QString, events);
        const auto song = header(1, 2) + track("00 FF 51 03 07A120") + track(events.toStdString());
        // The first writing may add what a file need not say; the events are all there.
        const auto first = written(read(song));
        const auto content = hex(events.toStdString()) + kEnd;
        QVERIFY2(first.ends_with(content), shown(first).constData());
        QCOMPARE(shown(written(read(first))), shown(first));
    }

    void everyTrackStaysItself() {
        const auto score =
            read(header(1, 4) + track("00 FF 03 01 53 00 FF 01 01 54") + track(kOneNote) +
                 track("00 FF 03 05 576F726473 00 FF 05 02 4C61") + track(kOneNote));
        QCOMPARE(score.trackCount(), 2);
        QCOMPARE(score.sheets.size(), std::size_t{1});
        QCOMPARE(score.sheets[0].before, 1);
        const auto bytes = written(score);
        QVERIFY(holds(bytes, "00 FF 03 05 576F726473 00 FF 05 02 4C61 00 FF 2F 00"));
        QCOMPARE(read(bytes).sheets, score.sheets);
    }

    void setupBeforeTheProgramMakesNoPart() {
        const auto score = read(song("00 B0 07 60 0A C0 21 0A B0 0A 28 60 90 3C 40 60 80 3C 40"));
        QCOMPARE(score.trackCount(), 1);
        QCOMPARE(score.track(0).info.program, 0x21);
        QCOMPARE(score.track(0).info.volume, 0x60);
        QCOMPARE(score.track(0).info.pan, 0x28);
    }

    void aProgramBelongsToItsChannelInAllTracks() {
        const auto score =
            read(header(1, 2) + track("00 C0 05 " + std::string(kOneNote)) + track(kTwoNotes));
        QCOMPARE(score.track(1).info.program, 5);
        const auto again = read(written(score));
        QCOMPARE(again.track(1).info.channel, 0); // not torn from the channel it shares
        QCOMPARE(again.track(1).info.program, 5);
    }

    void twoPortsAreTwoSetsOfChannels() {
        const auto score =
            read(header(1, 2) + track("00 FF 21 01 00 00 C0 05 " + std::string(kOneNote)) +
                 track("00 FF 21 01 01 00 C0 49 " + std::string(kOneNote)));
        QCOMPARE(score.track(0).info.program, 5);
        QCOMPARE(score.track(1).info.program, 0x49);
        const auto again = read(written(score));
        QCOMPARE(again.track(1).info.program, 0x49);
        QCOMPARE(portOf(again.track(1).events), 1);
        QCOMPARE(again.track(1).info.channel, 0);
    }

    void channelsOfOneTrackKeepTheirs() {
        std::string events;
        for (int channel = 0; channel < 16; ++channel) {
            const auto digit = std::string(1, "0123456789ABCDEF"[channel]);
            const auto value = "4" + digit + " ";
            events += "00 C" + digit + " " + value + "00 B" + digit + " 07 " + value + "00 0A " +
                      value + "00 9" + digit + " 3C 40 01 3C 00 ";
        }
        const auto score = read(written(read(song(events))));
        QCOMPARE(score.trackCount(), 16);
        for (int channel = 0; channel < 16; ++channel) {
            const auto& info = score.track(channel).info;
            QCOMPARE(info.channel, channel);
            QCOMPARE(info.program, 0x40 + channel);
            QCOMPARE(info.volume, 0x40 + channel);
            QCOMPARE(info.pan, 0x40 + channel);
        }
    }

    void messagesStayWhicheverChannelsShareATrack() {
        for (int low = 0; low < 16; ++low)
            for (int high = low + 1; high < 16; ++high) {
                std::string events;
                for (const int channel : {low, high}) {
                    const auto digit = std::string(1, "0123456789ABCDEF"[channel]);
                    events += "00 9" + digit + " 3C 40 01 3C 00 00 B" + digit + " 40 7F 01 E" +
                              digit + " 00 20 ";
                }
                const auto score = read(song(events));
                QCOMPARE(score.trackCount(), 2);
                QVERIFY(score.events.empty());
                for (const int index : {0, 1}) QCOMPARE(score.track(index).events.size(), 2U);
            }
    }

    void drums_data() {
        QTest::addColumn<QString>("events");
        QTest::addColumn<int>("channel");
        QTest::addColumn<bool>("drums");
        const auto row = [](const char* name, const std::string& events, int channel, bool drums) {
            QTest::newRow(name) << QString::fromStdString(events + notesOn(channel)) << channel
                                << drums;
        };
        row("channel 10", "", 9, true);
        row("channel 11", "", 10, false);
        row("XG, channel 11 with bank 127", kXgOn + "00 BA 00 7F 00 CA 00 ", 10, true);
        row("XG, channel 10 with bank 0", kXgOn + "00 B9 00 00 00 C9 00 ", 9, false);
        row("XG, channel 10", kXgOn, 9, true);
        row("bank 127 without XG", "00 BA 00 7F 00 CA 00 ", 10, false);
        row("GM2, bank 120", "00 F0 05 7E 7F 09 03 F7 00 BA 00 78 00 CA 00 ", 10, true);
        row("GS on channel 11", rhythmPart("A", "01"), 10, true);
        row("GS on channel 1", rhythmPart("1", "02"), 0, true);
        row("GS off on channel 10", rhythmPart("0", "00"), 9, false);
        row("GS, then a reset", rhythmPart("A", "01") + "10 F0 0A 41 10 42 12 40 00 7F 00 41 F7 ",
            10, false);
    }

    void drums() {
        QFETCH(QString, events);
        QFETCH(int, channel);
        QFETCH(bool, drums);
        const auto score = read(song(events.toStdString()));
        QCOMPARE(score.track(0).info.channel, channel);
        QCOMPARE(score.track(0).info.isDrums(), drums);
        const auto again = read(written(score));
        QCOMPARE(again.track(0).info.isDrums(), drums);
        QCOMPARE(again.track(0).info.channel, channel);
    }

    void aChosenProgramWins() {
        auto score =
            read(song("00 C0 05 " + std::string(kOneNote) + " 00 C0 06 00 90 3E 40 60 3E 00"));
        auto info = score.track(0).info;
        info.program = 40;
        setTrackInfo(score, 0, info, "Instrument").apply(score);
        const auto bytes = written(score);
        QVERIFY(holds(bytes, "C0 28"));
        QVERIFY(!holds(bytes, "C0 05") && !holds(bytes, "C0 06"));
        QCOMPARE(read(bytes).track(0).info.program, 40);
    }

    void aTrackWithAChosenProgramLeavesASharedChannel() {
        auto score = read(header(1, 2) + track("00 C0 05 " + std::string(kOneNote)) +
                          track("00 C0 05 " + std::string(kOneNote)));
        score.editTrack(1).info.program = 40;
        const auto again = read(written(score));
        QCOMPARE(again.track(0).info.program, 5);
        QCOMPARE(again.track(1).info.program, 40);
        QVERIFY(again.track(1).info.channel != again.track(0).info.channel);
    }

    void aChosenVolumeScalesWhatComesLater() {
        auto score = read(song("00 B0 07 64 00 C0 00 " + std::string(kOneNote) +
                               " 00 B0 07 32 00 90 3E 40 60 3E 00"));
        QCOMPARE(score.track(0).info.volume, 100);
        score.editTrack(0).info.volume = 50;
        const auto bytes = written(score);
        QVERIFY(holds(bytes, "B0 07 32"));
        QVERIFY(holds(bytes, "B0 07 19"));
        QVERIFY(!holds(bytes, "B0 07 64"));
    }

    void changedTempoMarkersAndNamesReplaceWhatTheFileSaid() {
        auto score = read(header(1, 2) + track(kConductor + " 00 FF 06 01 41 60 FF 06 01 42") +
                          track("00 FF 03 01 4E " + std::string(kOneNote)));
        score.tempo = TempoMap(480, {{Tick{0}, 0x030000}});
        score.markers.erase(score.markers.begin());
        score.editTrack(0).info.name = "M";
        const auto bytes = written(score);
        QVERIFY(holds(bytes, "FF 51 03 030000") && !holds(bytes, "FF 51 03 07A120"));
        QVERIFY(holds(bytes, "FF 06 01 42") && !holds(bytes, "FF 06 01 41"));
        QVERIFY(holds(bytes, "FF 03 01 4D") && !holds(bytes, "FF 03 01 4E"));
    }

    void encodings_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QString>("encoding");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* name, const char* bytes, const char* encoding,
                            const char* text) {
            QTest::newRow(name) << QByteArray::fromHex(bytes) << encoding
                                << QString::fromUtf8(text);
        };
        row("UTF-8 with its mark", "EFBBBF C3A9", "", "\u00E9");
        row("UTF-16 little-endian", "FFFE E900 4100", "", "\u00E9A");
        row("UTF-16 big-endian", "FEFF 00E9 0041", "", "\u00E9A");
        row("GBK", "B8D6C7D9", "GB18030", "\u94A2\u7434");
        row("EUC-KR", "C7C7BEC6B3EB", "EUC-KR", "\uD53C\uC544\uB178");
        row("Shift-JIS", "83738341836D", "CP932", "\u30D4\u30A2\u30CE");
        row("Windows-1251", "CFE8E0EDE8EDEE", "CP1251",
            "\u041F\u0438\u0430\u043D\u0438\u043D\u043E");
        row("Windows-1252", "466CF67465", "CP1252", "Fl\u00F6te");
    }

    void encodings() {
        QFETCH(QByteArray, name);
        QFETCH(QString, encoding);
        QFETCH(QString, text);
        const auto length = QByteArray(1, static_cast<char>(name.size())).toHex();
        const auto events = "00 FF 03 " + length.toStdString() + name.toHex().toStdString() +
                            " 00 C0 00 " + std::string(kOneNote);
        const auto score = read(header(1, 2) + track(kConductor) + track(events),
                                {.stop = {}, .progress = {}, .encoding = encoding.toStdString()});
        QCOMPARE(QString::fromUtf8(score.track(0).info.name.c_str()), text);
        // Nothing was changed, so the file's own bytes are written.
        QVERIFY(written(score).find(name.toStdString()) != std::string::npos);
    }

    void anEncodingIsGuessedFromAllTexts() {
        // "Dear friends, this is a song about the sea and the wind", in Russian and Windows-1251.
        const auto text = QByteArray::fromHex(
            "C4EEF0EEE3E8E520E4F0F3E7FCFF2C20FDF2EE20EFE5F1EDFF20EE20ECEEF0E520E820E2E5F2F0E5");
        const auto length = QByteArray(1, static_cast<char>(text.size())).toHex().toStdString();
        const auto file = header(1, 2) +
                          track(kConductor + " 00 FF 01 " + length + text.toHex().toStdString()) +
                          track("00 FF 03 02 CFE8 00 C0 00 " + std::string(kOneNote));
        if (midi::guessEncoding(text.toStdString()).empty()) QSKIP("built without a detector");
        QCOMPARE(QString::fromUtf8(read(file).track(0).info.name.c_str()),
                 QString::fromUtf16(u"\u041F\u0438"));
    }

    void editsKeepEventsAndUndoBringsThemBack() {
        auto score = read(song("00 C0 05 00 B0 40 7F " + std::string(kTwoNotes)));
        const Score before = score;
        const auto id = score.track(0).notes()[0].id;
        moveNotes(score, {{0, id}}, Tick{960}, 2).apply(score);
        QCOMPARE(score.track(0).events, before.track(0).events);
        auto edit = setEvents(score, 0, {}, "Clear");
        QVERIFY(edit.apply(score).eventsChanged);
        QVERIFY(score.track(0).events.empty());
        edit.inverse().apply(score);
        QCOMPARE(score.track(0).events, before.track(0).events);
        const auto removed = removeTrack(score, 0);
        removed.apply(score);
        removed.inverse().apply(score);
        QCOMPARE(score.track(0).events, before.track(0).events);
    }

    void longGapsAndLateEndsStay() {
        const auto score = read(
            song("00 C0 00 " + std::string(kOneNote) + " FFFFFF7F FF 01 01 41 FFFFFF7F FF 2F 00"));
        const auto again = read(written(score));
        QCOMPARE(again.track(0).events, score.track(0).events);
        QCOMPARE(again.track(0).events.events().back().tick, Tick(480 + 2LL * 0x0FFFFFFF));
    }
};

CONTRAFACT_TEST(TestMidiEvents)
#include "tst_midi_events.moc"
