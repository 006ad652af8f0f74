// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/score/tempo_map.h"
#include "tests/support/test.h"

#include <cmath>

using namespace contrafact::score;

class TestTempoMap : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void withoutEventsItIs120() {
        const TempoMap map(480);
        QCOMPARE(map.events().size(), std::size_t{1});
        QCOMPARE(map.toSeconds(Tick{960}).value, 1.0);
        QCOMPARE(map.toTicks(Seconds{1.0}), 960.0);
        QCOMPARE(map.bpmAt(Tick{0}), 120.0);
    }

    void tempoChangesAddUp() {
        const TempoMap map(480, {{Tick{480}, 1'000'000}, {Tick{960}, 250'000}});
        QCOMPARE(map.toSeconds(Tick{480}).value, 0.5);
        QCOMPARE(map.toSeconds(Tick{960}).value, 1.5);
        QCOMPARE(map.toSeconds(Tick{1440}).value, 1.75);
        QCOMPARE(map.bpmAt(Tick{959}), 60.0);
        QCOMPARE(map.bpmAt(Tick{960}), 240.0);
    }

    void eventsAreCleaned() {
        const TempoMap map(480, {{Tick{960}, 400'000},
                                 {Tick{480}, 0},
                                 {Tick{0}, 600'000},
                                 {Tick{-5}, 1},
                                 {Tick{960}, 300'000}});
        QCOMPARE(map.events().size(), std::size_t{2});
        QCOMPARE(map.events()[0].microsPerQuarter, 600'000U);
        QCOMPARE(map.events()[1].microsPerQuarter, 300'000U); // the last said at one tick holds
    }

    void timeBeforeTheStartGoesOnBackwards() {
        const TempoMap map(480);
        QCOMPARE(map.toSeconds(Tick{-480}).value, -0.5);
        QCOMPARE(map.toTicks(Seconds{-0.5}), -480.0);
    }

    void secondsAndTicksAreInverseAcrossChanges() {
        const TempoMap map(96, {{Tick{0}, 700'001}, {Tick{97}, 31}, {Tick{5000}, 16'777'215}});
        for (const double tick : {0.0, 0.25, 96.5, 97.0, 100.125, 4999.9, 5000.0, 123'456.75})
            QVERIFY(std::abs(map.toTicks(map.toSeconds(tick)) - tick) < 1e-4);
    }

    void barsOfOneMeter() {
        const MeterMap map(480, {{Tick{0}, 3, 4}});
        QCOMPARE(map.barLength(Tick{0}), Tick{1440});
        QCOMPARE(map.barAt(Tick{1439}), 0);
        QCOMPARE(map.barAt(Tick{1440}), 1);
        QCOMPARE(map.barStart(5), Tick{7200});
        QCOMPARE(map.toBarBeat(Tick{1440 + 480 + 7}), (BarBeat{2, 2, Tick{7}}));
    }

    void aChangeInMidBarEndsThatBar() {
        // One whole bar of 4/4, half of the next, then 6/8.
        const MeterMap map(480, {{Tick{0}, 4, 4}, {Tick{2880}, 6, 8}});
        QCOMPARE(map.barAt(Tick{2879}), 1);
        QCOMPARE(map.barAt(Tick{2880}), 2);
        QCOMPARE(map.barStart(2), Tick{2880});
        QCOMPARE(map.barStart(3), Tick{2880 + 1440});
        QCOMPARE(map.toBarBeat(Tick{2880 + 240}), (BarBeat{3, 2, Tick{0}}));
    }

    void everyBarStartsWhereItSays() {
        const MeterMap map(96, {{Tick{0}, 7, 8}, {Tick{1000}, 5, 4}, {Tick{3001}, 2, 2}});
        for (int bar = 0; bar < 60; ++bar) {
            QCOMPARE(map.barAt(map.barStart(bar)), bar);
            if (bar > 0) QCOMPARE(map.barAt(map.barStart(bar) - Tick{1}), bar - 1);
        }
    }

    void impossibleMetersAreLeftOut() {
        const MeterMap map(480, {{Tick{0}, 0, 4}, {Tick{10}, 4, 3}, {Tick{20}, 4, 128}});
        QCOMPARE(map.events(), (std::vector<MeterEvent>{MeterEvent{}}));
    }

    void barsShorterThanATickStillHaveALength() {
        const MeterMap map(1, {{Tick{0}, 1, 64}});
        QCOMPARE(map.barLength(Tick{0}), Tick{1});
        QCOMPARE(map.barAt(Tick{1000}), 1000);
    }

    void moreBarsThanAnIntCountsEndInAVeryLateOne() {
        const MeterMap map(1, {{Tick{0}, 1, 64}});
        for (const int power : {31, 40, 52}) {
            const Tick late(std::int64_t{1} << power);
            const int bar = map.barAt(late);
            QVERIFY(bar > 1'000'000'000);
            QVERIFY(bar + 1'000'000'000 > bar); // callers add to it
            QVERIFY(map.barStart(bar) <= late);
            QCOMPARE(map.toBarBeat(late).bar, bar + 1);
            QVERIFY(map.toBarBeat(late).beat > 0);
        }
    }
};

CONTRAFACT_TEST(TestTempoMap)
#include "tst_tempo_map.moc"
