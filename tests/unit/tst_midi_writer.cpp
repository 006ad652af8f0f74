// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes that the writer makes, and that other programs rely on.
#include "core/midi/reader.h"
#include "core/midi/writer.h"
#include "tests/support/midi_bytes.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

#include <algorithm>

namespace midi = contrafact::midi;
using namespace contrafact::score;
using contrafact::test::header;
using contrafact::test::hex;
using contrafact::test::track;

namespace {

std::string written(const Score& score, const midi::WriteOptions& options = {}) {
    const auto bytes = midi::write(score, options);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Note note(int onset, int length, int pitch, int velocity = 0x40) {
    return {Tick(onset), Tick(length), Pitch(pitch), static_cast<std::uint8_t>(velocity)};
}

std::string conductor() {
    return track("00 FF 51 03 07A120 00 FF 58 04 04 02 18 08");
}

/// @param apart in how many programs one after another differ
std::vector<int> channelsAfterWriting(const std::vector<int>& channels, int apart) {
    Score score;
    for (const int channel : channels)
        score.addTrack(
            Track({.channel = channel, .program = apart * score.trackCount()}, {note(0, 1, 60)}));
    const auto file = midi::read(midi::write(score), "x");
    std::vector<int> out;
    for (int i = 0; i < file->scores[0].trackCount(); ++i)
        out.push_back(file->scores[0].track(i).info.channel);
    return out;
}

} // namespace

class TestMidiWriter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theWholeFile() {
        Score score;
        score.addTrack(Track(
            {.name = "Lead", .channel = 2, .program = 5, .bank = 130, .volume = 90, .pan = 10},
            {note(0, 480, 60)}));
        const auto expected = header(1, 2) + conductor() +
                              track("00 FF 03 04 4C656164 00 B2 00 01 00 20 02 00 C2 05 "
                                    "00 B2 07 5A 00 0A 0A 00 92 3C 40 8360 3C 00");
        QCOMPARE(QByteArray::fromStdString(written(score)).toHex(' '),
                 QByteArray::fromStdString(expected).toHex(' '));
    }

    void notesEndBeforeOthersBegin() {
        Score score;
        score.addTrack(Track({}, {note(0, 10, 60), note(10, 10, 60), note(10, 0, 62)}));
        const auto events =
            hex("00 90 3C 40 0A 3C 00 00 3E 40 00 3E 00 00 3C 40 0A 3C 00 00 FF 2F 00");
        QVERIFY(written(score).ends_with(events));
    }

    /// Notes that begin and end together, apart from how they are let go.
    void unisonsAreWrittenInOneOrder() {
        std::vector<Note> notes;
        for (const std::uint8_t release : {64, 0, 99, 64, 1, 0, 127, 2})
            for (const int length : {0, 10}) {
                notes.push_back(note(0, length, 60));
                notes.back().release = release;
            }
        Score score;
        score.addTrack(Track({}, notes));
        const auto bytes = midi::write(score);
        QVERIFY(midi::write(midi::read(bytes, "x").value().scores[0]) == bytes);
        std::ranges::reverse(notes);
        score.editTrack(0).setNotes(notes);
        QVERIFY(midi::write(score) == bytes);
    }

    void longRestsAreBridged() {
        Score score;
        score.addTrack(Track({}, {{Tick(3LL * 0x0FFFFFFF + 5), Tick{1}, Pitch{60}, 64}}));
        const auto file = midi::read(midi::write(score), "x");
        QVERIFY(file.ok() && file->warnings.empty());
        QCOMPARE(file->scores[0].track(0).notes()[0].onset, Tick(3LL * 0x0FFFFFFF + 5));
    }

    void tracksThatSoundAlikeShareTheChannelThatTheyName() {
        const std::vector<int> channels{0, 0, 9, 9, 1, 0};
        QCOMPARE(channelsAfterWriting(channels, 0), channels);
    }

    /// Found in piano scores: a hand each track, one channel, and no word about its sound.
    void unisonsOfTracksOnOneChannelEndByThemselves() {
        const auto bytes = header(1, 3) + conductor() +
                           track("00 90 3C 40 8F00 80 3C 40 00 90 43 40 8360 80 43 40") +
                           track("8360 90 3C 40 8360 80 3C 40 8740 90 30 40 8360 80 30 40");
        const auto score = midi::read(std::as_bytes(std::span(bytes)), "x").value().scores[0];
        const auto again = midi::read(midi::write(score), "x").value().scores[0];
        for (const auto& each : {score, again}) {
            QCOMPARE(each.track(0).info.channel, 0);
            QCOMPARE(each.track(1).info.channel, 0);
            QCOMPARE(each.track(0).notes()[0].length, Tick(1920));
            QCOMPARE(each.track(1).notes()[0].length, Tick(480));
        }
    }

    void pitchedTracksGetChannelsOfTheirOwn() {
        QCOMPARE(channelsAfterWriting({0, 0, 9, 9, 1, 0}, 1), (std::vector<int>{0, 2, 9, 9, 1, 3}));
        const auto many = channelsAfterWriting(std::vector<int>(20, 0), 1);
        QVERIFY(std::find(many.begin(), many.end(), 9) == many.end());
        QCOMPARE(many[14], 15);
    }

    void provenanceAndControlCharactersSurvive() {
        Score score;
        score.title = "A\u240AB";
        const auto bytes = written(score, {.provenance = "vae-nn seed=7"});
        QVERIFY(bytes.find("A\nB") != std::string::npos);
        QVERIFY(bytes.find("contrafact: vae-nn seed=7") != std::string::npos);
        const auto file = midi::read(std::as_bytes(std::span(bytes)), "x");
        QCOMPARE(file->provenance, std::string("vae-nn seed=7"));
        QCOMPARE(file->scores[0].title, score.title);
    }

    void filesAreReplacedWhole() {
        const QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "song.mid";
        QVERIFY(midi::writeFile(Score(), path).ok());
        QVERIFY(midi::readFile(path).ok());
        const auto refused = midi::writeFile(Score(), path / "below-a-file.mid");
        QVERIFY(!refused && !refused.message().empty());
    }
};

CONTRAFACT_TEST(TestMidiWriter)
#include "tst_midi_writer.moc"
