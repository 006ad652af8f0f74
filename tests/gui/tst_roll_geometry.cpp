// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/music.h"
#include "tests/support/test.h"
#include "ui/roll/note_batches.h"
#include "ui/roll/roll_geometry.h"
#include "ui/roll/snap.h"

#include <random>

using namespace contrafact;
using namespace contrafact::ui;
using score::Pitch;
using score::Tick;

class TestRollGeometry : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ticksAndPixelsAreInverse_data() { seeds(); }
    void ticksAndPixelsAreInverse() {
        auto [geometry, random] = randomGeometry();
        for (int i = 0; i < 100; ++i) {
            const double tick = std::uniform_real_distribution(0.0, 1e6)(random);
            QVERIFY(std::abs(geometry.tickAt(geometry.xOf(tick)) - tick) < 1e-4);
        }
    }

    void everyRowHoldsItsPitch_data() { seeds(); }
    void everyRowHoldsItsPitch() {
        auto [geometry, random] = randomGeometry();
        for (int p = 0; p < 128; ++p) {
            const auto pitch = Pitch(std::int16_t(p));
            if (geometry.rowOf(pitch) < 0) continue;
            const double middle = geometry.yOf(pitch) + geometry.rowHeight() / 2;
            QCOMPARE(geometry.pitchAt(middle).value, pitch.value);
        }
    }

    void zoomingKeepsThePointUnderThePointer_data() { seeds(); }
    void zoomingKeepsThePointUnderThePointer() {
        auto [geometry, random] = randomGeometry();
        geometry.setLeftTick(1e5);
        const double x = std::uniform_real_distribution(0.0, 800.0)(random);
        const double before = geometry.tickAt(x);
        geometry.zoomTime(std::uniform_real_distribution(0.9, 1.5)(random), x);
        QVERIFY(std::abs(geometry.tickAt(x) - before) < 1e-3);

        geometry.setRowHeight(12);
        geometry.setTopPixel(300);
        const auto pitch = geometry.pitchAt(150);
        geometry.zoomPitch(1.3, 150);
        QCOMPARE(geometry.pitchAt(150).value, pitch.value);
    }

    void higherPitchesLieAbove() {
        RollGeometry geometry;
        QVERIFY(geometry.yOf(Pitch(61)) < geometry.yOf(Pitch(60)));
        QCOMPARE(geometry.rowOf(Pitch(127)), 0);
        QCOMPARE(geometry.pitchAt(-1e6).value, 127);
        QCOMPARE(geometry.pitchAt(1e6).value, 0);
    }

    void foldingHidesRows() {
        RollGeometry geometry;
        PitchSet shown;
        for (int p : {60, 62, 64}) shown.set(std::size_t(p));
        geometry.setPitches(shown);
        QCOMPARE(geometry.rowCount(), 3);
        QCOMPARE(geometry.rowOf(Pitch(61)), -1);
        QCOMPARE(geometry.rowOf(Pitch(64)), 0);
        QCOMPARE(geometry.pitchOfRow(2).value, 60);
        QCOMPARE(geometry.contentHeight(), 3 * geometry.rowHeight());
    }

    void aNoteIsAsWideAsItIsLong() {
        RollGeometry geometry;
        geometry.setPixelsPerTick(0.5);
        const score::Note note{.onset = Tick(100), .length = Tick(240), .pitch = Pitch(60)};
        QCOMPARE(geometry.rectOf(note).left(), 50.0);
        QCOMPARE(geometry.rectOf(note).width(), 120.0);
        QCOMPARE(geometry.rectOf(note).height(), geometry.rowHeight());
    }

    void rowsBetweenStaysInside() {
        RollGeometry geometry;
        geometry.setViewport({800, 400});
        geometry.setRowHeight(10);
        geometry.setTopPixel(5);
        QCOMPARE(geometry.rowsBetween(0, 10), std::pair(0, 1));
        QCOMPARE(geometry.rowsBetween(0, 1e9).second, 127);
    }

    void limitsHold() {
        RollGeometry geometry;
        geometry.zoomTime(1e12, 0);
        QCOMPARE(geometry.pixelsPerTick(), RollGeometry::kMaxPixelsPerTick);
        geometry.zoomPitch(1e-9, 0);
        QCOMPARE(geometry.rowHeight(), RollGeometry::kMinRowHeight);
        geometry.setLeftTick(-5);
        QCOMPARE(geometry.leftTick(), 0.0);
    }

    void snapsToTheGridOfTheBar() {
        score::Score score;
        const auto& sixteenth = defaultSnap();
        QCOMPARE(snapNearest(score, sixteenth, 70).value, 120);
        QCOMPARE(snapNearest(score, sixteenth, 59).value, 0);
        QCOMPARE(snapDown(score, sixteenth, 239).value, 120);
        QCOMPARE(snapNearest(score, snaps().back(), 71).value, 71);
        // In 7/8 the bar is 1680 ticks; quarters begin anew with each bar.
        score.meter = score::MeterMap(480, {{Tick(0), 7, 8}});
        const Snap quarter{"1/4", 1, 4};
        QCOMPARE(snapNearest(score, quarter, 1700).value, 1680);
        QCOMPARE(snapNearest(score, quarter, 1600).value, 1680);
        QCOMPARE(snapDown(score, quarter, 1700).value, 1680);
    }

    void barsAroundASpan() {
        const score::Score score;
        QCOMPARE(barsAround(score, 100, 2000).begin.value, 0);
        QCOMPARE(barsAround(score, 100, 2000).end.value, 3840);
        QCOMPARE(barsAround(score, 2000, 1930).begin.value, 1920);
        // A span that ends on a bar line does not touch the next bar.
        QCOMPARE(barsAround(score, 1920, 3840).end.value, 3840);
    }

    void drumsLieBesideDrumsOnly() {
        auto score = test::scale(60, 5);
        std::vector<score::Note> hits{test::note(0, 60, 36), test::note(480, 60, 38)};
        for (auto& hit : hits) hit.id = score.newNoteId();
        const int drums = score.trackCount();
        score.addTrack(score::Track(test::instrument(0, 9), hits));
        RollGeometry geometry;
        geometry.setViewport({800, 4000});
        RollScene scene{.score = &score};
        const auto shown = [&](int current) {
            scene.currentTrack = current;
            return collectNotes(scene, geometry, QRect(0, 0, 800, 4000)).size();
        };
        QCOMPARE(shown(drums), hits.size());
        QCOMPARE(shown(0), score.noteCount() - hits.size());
        scene.allCurrent = true;
        QCOMPARE(shown(0), score.noteCount());
    }

private:
    void seeds() {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 8; ++seed) QTest::addRow("seed=%u", seed) << seed;
    }
    std::pair<RollGeometry, std::mt19937> randomGeometry() {
        std::mt19937 random(*static_cast<unsigned*>(QTest::qData("seed", qMetaTypeId<unsigned>())));
        RollGeometry geometry;
        geometry.setViewport({800, 400});
        geometry.setPixelsPerTick(std::uniform_real_distribution(0.001, 2.0)(random));
        geometry.setRowHeight(std::uniform_real_distribution(3.0, 30.0)(random));
        geometry.setLeftTick(std::uniform_real_distribution(0.0, 1e5)(random));
        geometry.setTopPixel(std::uniform_real_distribution(0.0, 300.0)(random));
        return {geometry, random};
    }
};

CONTRAFACT_TEST(TestRollGeometry)
#include "tst_roll_geometry.moc"
