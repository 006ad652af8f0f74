// SPDX-License-Identifier: GPL-3.0-or-later
// What is written as MIDI comes back note for note, whatever the music.
#include "core/midi/reader.h"
#include "core/midi/writer.h"
#include "tests/support/midi_says.h"
#include "tests/support/random_score.h"
#include "tests/support/test.h"

namespace midi = contrafact::midi;
using namespace contrafact::score;
using contrafact::test::Random;
using contrafact::test::randomWritableScore;
using contrafact::test::withoutSaid;

class TestMidiRoundTrip : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyScoreComesBack() {
        for (unsigned seed = 1; seed <= 150; ++seed) {
            const auto score = contrafact::test::randomWritableScore(seed);
            const auto file = midi::read(midi::write(score, {"seed " + std::to_string(seed)}), "x");
            QVERIFY2(file.ok(), file.ok() ? "" : file.message().c_str());
            QVERIFY2(file->warnings.empty(), qPrintable(QString("seed %1").arg(seed)));
            QCOMPARE(file->scores.size(), std::size_t{1});
            QVERIFY2(withoutSaid(file->scores[0]).sounds(withoutSaid(score)),
                     qPrintable(QString("seed %1").arg(seed)));
            QCOMPARE(file->provenance, "seed " + std::to_string(seed));
        }
    }

    void whatWasReadComesBackEventForEvent() {
        for (unsigned seed = 1; seed <= 60; ++seed) {
            const auto first = midi::read(midi::write(randomWritableScore(seed)), "x");
            QVERIFY(first.ok());
            const auto second = midi::read(midi::write(first->scores[0]), "x");
            QVERIFY(second.ok());
            QVERIFY2(second->scores[0].sounds(first->scores[0]),
                     qPrintable(QString("seed %1").arg(seed)));
        }
    }

    void writingAgainGivesTheSameBytes() {
        for (unsigned seed = 1; seed <= 30; ++seed) {
            const auto bytes = midi::write(contrafact::test::randomWritableScore(seed));
            const auto file = midi::read(bytes, "x");
            QVERIFY(file.ok());
            QVERIFY(midi::write(file->scores[0]) == bytes);
        }
    }

    void nestedNotesKeepEveryBeginningAndEnd() {
        // MIDI cannot say which of two notes of one pitch ends first: they come back overlapping.
        Score score;
        score.addTrack(
            Track({}, {{Tick{0}, Tick{100}, Pitch{60}, 90}, {Tick{20}, Tick{30}, Pitch{60}, 80}}));
        const auto file = midi::read(midi::write(score), "x");
        QVERIFY(file.ok());
        const auto notes = file->scores[0].track(0).notes();
        QCOMPARE(notes.size(), std::size_t{2});
        QCOMPARE(notes[0].end(), Tick{50});
        QCOMPARE(notes[1].end(), Tick{100});
    }
};

CONTRAFACT_TEST(TestMidiRoundTrip)
#include "tst_midi_round_trip.moc"
