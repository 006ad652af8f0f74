// SPDX-License-Identifier: GPL-3.0-or-later
// A part of a piece: its notes, and that its tempo, meter and key are still those of the piece.
#include "core/score/excerpt.h"
#include "tests/support/test.h"

using namespace contrafact::score;

namespace {

constexpr int kBeat = kDefaultPpq;

/// Two bars of 3/4 at 90, then 7/8 at 120 in E minor; a quarter on each beat, and a long note.
Score waltz() {
    Score made;
    made.tempo = TempoMap(kBeat, {{Tick(), 666'667}, {Tick(6 * kBeat), 500'000}});
    made.meter = MeterMap(kBeat, {{Tick(), 3, 4}, {Tick(6 * kBeat), 7, 8}});
    made.keys = {{Tick(), 1, false}, {Tick(6 * kBeat), 1, true}};
    std::vector<Note> quarters;
    for (int beat = 0; beat < 12; ++beat)
        quarters.push_back({Tick(beat * kBeat), Tick(kBeat), Pitch(60 + beat), 90});
    made.addTrack(Track({.name = "quarters"}, std::move(quarters)));
    made.addTrack(Track({.name = "long"}, {{Tick(kBeat), Tick(6 * kBeat), Pitch(40), 90}}));
    return made;
}

} // namespace

class TestExcerpt : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void notesMoveToZeroAndAreCutAtTheEnds() {
        const auto piece = waltz();
        const auto part = excerpt(piece, {Tick(3 * kBeat), Tick(6 * kBeat)});
        QCOMPARE(part.trackCount(), 2);
        QCOMPARE(part.track(0).notes().size(), std::size_t{3});
        QCOMPARE(part.track(0).notes()[0].onset, Tick());
        QCOMPARE(part.track(0).notes()[0].id, piece.track(0).notes()[3].id);
        QCOMPARE(part.track(1).info.name, std::string("long"));
        QCOMPARE(part.track(1).notes()[0].length, Tick(3 * kBeat));
    }

    void meterTempoAndKeyAreThoseOfTheRange() {
        const auto part = excerpt(waltz(), {Tick(3 * kBeat), Tick(9 * kBeat)});
        QCOMPARE(part.meter.at(Tick()).numerator, 3);
        QCOMPARE(part.meter.at(Tick(3 * kBeat)).denominator, 8);
        QCOMPARE(part.meter.barStart(1), Tick(3 * kBeat));
        QCOMPARE(part.meter.barStart(2), Tick(3 * kBeat + 7 * kBeat / 2));
        QCOMPARE(std::lround(part.tempo.bpmAt(Tick())), 90L);
        QCOMPARE(part.tempo.bpmAt(Tick(3 * kBeat)), 120.0);
        QCOMPARE(part.keys.size(), std::size_t{2});
        QVERIFY(!part.keys[0].minor && part.keys[1].minor);
        const auto end = excerpt(waltz(), {Tick(9 * kBeat), Tick(12 * kBeat)});
        QCOMPARE(end.meter.at(Tick()).numerator, 7);
        QCOMPARE(end.tempo.events().size(), std::size_t{1});
        QVERIFY(end.keys.size() == 1 && end.keys[0].minor && end.keys[0].tick == Tick());
    }

    void barLinesStayWhereTheyWere() {
        const auto part = excerpt(waltz(), {Tick(2 * kBeat), Tick(6 * kBeat)});
        QCOMPARE(part.meter.barStart(1), Tick(kBeat)); // the rest of a bar of 3/4
        QCOMPARE(part.meter.barStart(2), Tick(4 * kBeat));
        QCOMPARE(barCount(part), 2);
    }

    void nothingInARangeIsNoMusic() {
        QCOMPARE(excerpt(waltz(), {Tick(40 * kBeat), Tick(44 * kBeat)}).noteCount(),
                 std::size_t{0});
        QCOMPARE(excerpt(waltz(), {}).noteCount(), std::size_t{0});
    }
};

CONTRAFACT_TEST(TestExcerpt)
#include "tst_excerpt.moc"
