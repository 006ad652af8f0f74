// SPDX-License-Identifier: GPL-3.0-or-later
// Empty bars, used pitch classes, qualified notes, polyphonicity and scale: examples by hand.
// A note is written pitch, start, length in steps; a bar has 96.
#include "core/metrics/roll_metrics.h"
#include "tests/support/music.h"
#include "tests/support/test.h"

#include <cmath>
#include <vector>

using namespace contrafact;
using metrics::BoolRoll;
using metrics::RollMetricOptions;
using metrics::RollMetrics;

namespace {

struct Run {
    std::size_t pitch;
    std::size_t start;
    std::size_t length;
};

BoolRoll rollOf(const std::vector<Run>& notes, std::size_t steps = metrics::kMetricStepsPerBar) {
    BoolRoll roll(steps);
    for (const auto& note : notes)
        for (std::size_t i = 0; i < note.length; ++i) roll[note.start + i].set(note.pitch);
    return roll;
}

RollMetrics measure(const std::vector<BoolRoll>& rolls, const RollMetricOptions& options = {}) {
    metrics::RollMeter meter(options);
    for (const auto& roll : rolls) meter.add(roll);
    return meter.result();
}

/// A triad over the whole bar.
const BoolRoll kA = rollOf({{60, 0, 96}, {64, 0, 96}, {67, 0, 96}});
/// Four quarters of a scale.
const BoolRoll kB = rollOf({{60, 0, 24}, {62, 24, 24}, {64, 48, 24}, {65, 72, 24}});
/// Fragments: eight notes of one step, two of three, one of two.
const BoolRoll kC = rollOf({{60, 0, 1},
                            {60, 12, 1},
                            {60, 24, 1},
                            {60, 36, 1},
                            {60, 48, 1},
                            {60, 60, 1},
                            {60, 72, 1},
                            {60, 84, 1},
                            {67, 0, 3},
                            {67, 48, 3},
                            {69, 24, 2}});
const BoolRoll kEmpty = rollOf({});

void near(double actual, double expected) {
    QVERIFY2(std::abs(actual - expected) < 5e-5,
             qPrintable(QString("%1, expected %2").arg(actual, 0, 'f', 6).arg(expected)));
}

} // namespace

class TestRollMetrics : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneBar_data() {
        QTest::addColumn<int>("bar");
        QTest::addColumn<double>("pitchClasses");
        QTest::addColumn<double>("bands");
        QTest::addColumn<double>("qualified3");
        QTest::addColumn<double>("qualified2");
        QTest::addColumn<double>("polyphonic2");
        QTest::addColumn<double>("polyphonic3");
        QTest::newRow("triad") << 0 << 3. << 2. << 100. << 100. << 100. << 100.;
        QTest::newRow("scale") << 1 << 4. << 1. << 100. << 100. << 0. << 0.;
        QTest::newRow("fragments") << 2 << 3. << 2. << 18.1818 << 27.2727 << 3.125 << 0.;
    }
    void oneBar() {
        QFETCH(int, bar);
        QFETCH(double, pitchClasses);
        QFETCH(double, bands);
        QFETCH(double, qualified3);
        QFETCH(double, qualified2);
        QFETCH(double, polyphonic2);
        QFETCH(double, polyphonic3);
        const std::vector<BoolRoll> one{std::vector{kA, kB, kC}[static_cast<std::size_t>(bar)]};
        const auto strict = measure(one);
        near(strict.emptyBars, 0);
        near(strict.usedPitchClasses, pitchClasses);
        near(strict.usedBands, bands);
        near(strict.qualifiedNotes, qualified3);
        near(strict.polyphonicity, polyphonic2);
        near(strict.inScale, 1);
        const auto other = measure(one, {.qualifiedLength = 2, .polyphonic = 3});
        near(other.qualifiedNotes, qualified2);
        near(other.polyphonicity, polyphonic3);
    }

    void barsTogether() {
        const auto all = measure({kA, kB, kC, kEmpty});
        near(all.emptyBars, 25);
        near(all.usedPitchClasses, 3.3333333);
        near(all.qualifiedNotes, 72.7273);
        near(all.qualifiedNotesPooled, 50);
        const auto loose = measure({kA, kB, kC, kEmpty}, {.qualifiedLength = 2});
        near(loose.qualifiedNotes, 75.7576);
        near(loose.qualifiedNotesPooled, 55.5556);
    }

    void oneRollOfManyBarsIsTheSame() {
        auto joined = kA;
        for (const auto& bar : {kB, kC, kEmpty})
            joined.insert(joined.end(), bar.begin(), bar.end());
        const auto one = measure({joined});
        near(one.emptyBars, 25);
        near(one.qualifiedNotes, 72.7273);
    }

    void octavesAreOneClass() {
        const auto octaves = measure({rollOf({{48, 0, 24}, {60, 0, 24}, {72, 0, 24}})});
        near(octaves.usedPitchClasses, 1);
        near(octaves.usedBands, 3);
        std::vector<Run> chromatic;
        for (std::size_t pitch = 60; pitch < 72; ++pitch) chromatic.push_back({pitch, 0, 24});
        const auto all = measure({rollOf(chromatic)});
        near(all.usedPitchClasses, 12);
        near(all.usedBands, 2);
    }

    void theScaleIsCounted() {
        const std::vector<BoolRoll> roll{rollOf({{60, 0, 48}, {61, 0, 48}, {66, 0, 48}})};
        near(measure(roll).inScale, 1. / 3);
        near(measure(roll, {.pitchClasses = 0xFFF}).inScale, 1);
    }

    void notesAreCutAtBarLines() {
        const auto over = rollOf({{60, 94, 4}}, 192);
        near(measure({over}).qualifiedNotes, 0);
        near(measure({over}, {.stepsPerBar = 192}).qualifiedNotes, 100);
    }

    void repeatedNotesAreOneRunUnlessKeptApart() {
        score::Score score =
            test::scoreOf(test::instrument(0), {test::note(0, 480, 60), test::note(480, 480, 60)});
        const auto grid = encoding::toGrid(score, metrics::kMetricStepsPerBeat);
        QCOMPARE(metrics::boolRoll(grid, 0), rollOf({{60, 0, 48}}));
        QCOMPARE(metrics::boolRoll(grid, 0, true), rollOf({{60, 0, 23}, {60, 24, 24}}));
    }

    void coarseGridsAreStretched() {
        const auto coarse = rollOf({{60, 0, 4}, {64, 0, 4}, {67, 4, 2}, {72, 8, 1}}, 16);
        const auto native = measure({coarse}, {.stepsPerBar = 16});
        near(native.usedPitchClasses, 3);
        near(native.qualifiedNotes, 50);
        near(native.polyphonicity, 25);
        const auto fine = measure({metrics::stretched(coarse, 6)});
        near(fine.qualifiedNotes, 100);
        near(fine.polyphonicity, 25);
    }

    void pitchesOutOfRangeAreNotHeard() {
        near(measure({rollOf({{23, 0, 96}, {108, 0, 96}})}).emptyBars, 100);
        near(measure({rollOf({{24, 0, 96}, {107, 0, 96}})}).usedBands, 2);
    }

    void nothingIsNotZero() {
        const auto silent = measure({kEmpty});
        near(silent.emptyBars, 100);
        for (const double value : {silent.usedPitchClasses, silent.usedBands, silent.qualifiedNotes,
                                   silent.qualifiedNotesPooled, silent.polyphonicity,
                                   silent.inScale, measure({}).emptyBars})
            QVERIFY(std::isnan(value));
    }

    void scoresBecomeRolls() {
        const auto grid = encoding::toGrid(test::scale(60, 8), metrics::kMetricStepsPerBeat);
        const auto result = measure({metrics::boolRoll(grid, 0)});
        near(result.emptyBars, 0);
        near(result.usedPitchClasses, 7);
        near(result.inScale, 1);
    }
};

CONTRAFACT_TEST(TestRollMetrics)
#include "tst_roll_metrics.moc"
