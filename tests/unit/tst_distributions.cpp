// SPDX-License-Identifier: GPL-3.0-or-later
// Histograms that share their bins, distances between segments, and bootstrap intervals.
#include "core/metrics/bootstrap.h"
#include "core/metrics/histogram_svg.h"
#include "core/metrics/histograms.h"
#include "core/metrics/pairwise.h"
#include "tests/support/music.h"
#include "tests/support/test.h"

#include <cmath>
#include <numeric>

using namespace contrafact;
using metrics::NoteFeature;

namespace {

/// At 120 beats a minute: 480 ticks are half a second.
metrics::NoteFeatures featuresOf(std::vector<score::Note> notes) {
    const std::vector scores{test::scoreOf(test::instrument(0), std::move(notes))};
    return metrics::noteFeatures(scores);
}

encoding::Segment segmentOf(std::initializer_list<std::size_t> cells, std::size_t family = 0) {
    encoding::Segment segment;
    for (const auto cell : cells) segment.cells[family][cell] = 100;
    return segment;
}

} // namespace

class TestDistributions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void notesBecomeRows() {
        const auto features = featuresOf(
            {test::note(960, 480, 60), test::note(960, 240, 64), test::note(1920, 480, 67)});
        QCOMPARE(features.of(NoteFeature::Pitch), (std::vector{60., 64., 67.}));
        QCOMPARE(features.of(NoteFeature::Step), (std::vector{0., 0., 1.}));
        QCOMPARE(features.of(NoteFeature::Duration), (std::vector{0.5, 0.25, 0.5}));
    }

    void oneInstrumentIsComparedWithEachOfABand() {
        score::Score band =
            test::scoreOf(test::instrument(0), {test::note(0, 480, 60), test::note(960, 480, 62)});
        band.addTrack(
            score::Track({.channel = 1}, {test::note(240, 480, 40), test::note(720, 480, 41)}));
        band.addTrack(score::Track({.channel = 9}, {test::note(0, 480, 36)})); // drums
        const auto features = metrics::noteFeatures(std::vector{band});
        QCOMPARE(features.of(NoteFeature::Pitch), (std::vector{60., 62., 40., 41.}));
        QCOMPARE(features.of(NoteFeature::Step), (std::vector{0., 1., 0., 0.5}));
    }

    void aPageShowsBothSets() {
        const auto low = featuresOf({test::note(0, 480, 48), test::note(480, 480, 48)});
        const auto high = featuresOf({test::note(0, 480, 50)});
        const auto svg = metrics::histogramSvg(low, high, NoteFeature::Pitch);
        QCOMPARE(std::ranges::count(svg, '\n'), 1);
        // Three semitones of 100 px; both sets fill one whole bin, from top to axis.
        QVERIFY(svg.find("x=\"0.00\" y=\"0.00\" width=\"100.00\"") != std::string::npos);
        QVERIFY(svg.find("x=\"200.00\" y=\"0.00\" width=\"100.00\"") != std::string::npos);
        QVERIFY(svg.find("Pitch, MIDI note") != std::string::npos);
        QVERIFY(metrics::histogramSvg({}, {}, NoteFeature::Pitch).empty());
    }

    void binsAreShared() {
        const auto low = featuresOf({test::note(0, 480, 48), test::note(480, 480, 48)});
        const auto high = featuresOf({test::note(0, 480, 72), test::note(960, 960, 50)});
        const metrics::NoteFeatures* sets[] = {&low, &high};
        for (const auto feature : {NoteFeature::Pitch, NoteFeature::Step, NoteFeature::Duration}) {
            const auto both = metrics::histograms(sets, feature);
            QCOMPARE(both.size(), std::size_t{2});
            QCOMPARE(both[0].edges, both[1].edges);
            for (const auto& each : both) {
                QCOMPARE(each.edges.size(), each.shares.size() + 1);
                QCOMPARE(std::accumulate(each.shares.begin(), each.shares.end(), 0.0), 1.0);
            }
        }
        const auto pitch = metrics::histograms(sets, NoteFeature::Pitch);
        QCOMPARE(pitch[0].shares.size(), std::size_t{25});
        QCOMPARE(pitch[0].shares.front(), 1.0);
        QCOMPARE(pitch[1].shares.back(), 0.5);
    }

    /// Three quarters at 60 against a quarter: half of the notes are common.
    void overlapAndDivergenceAreThoseByHand() {
        const auto notes = [](int low, int high) {
            std::vector<score::Note> all;
            for (int i = 0; i < low; ++i) all.push_back(test::note(480 * i, 480, 60));
            for (int i = 0; i < high; ++i) all.push_back(test::note(480 * (low + i), 480, 61));
            return featuresOf(std::move(all));
        };
        const auto real = notes(300, 100), other = notes(100, 300), none = notes(0, 0);
        const metrics::NoteFeatures* sets[] = {&real, &other, &none};
        const auto bins = metrics::histograms(sets, NoteFeature::Pitch);
        QCOMPARE(metrics::overlappedArea(bins[0], bins[1]), 0.5);
        QCOMPARE(metrics::overlappedArea(bins[0], bins[0]), 1.0);
        QCOMPARE(metrics::divergence(bins[0], bins[0]), 0.0);
        const double a = 300.5 / 401, b = 100.5 / 401;
        QVERIFY(std::abs(metrics::divergence(bins[0], bins[1]) -
                         (a * std::log(a / b) + b * std::log(b / a))) < 1e-12);
        QVERIFY(std::isnan(metrics::overlappedArea(bins[0], bins[2])));
    }

    void noNotesGiveNoBins() {
        const metrics::NoteFeatures none;
        const metrics::NoteFeatures* sets[] = {&none};
        QVERIFY(metrics::histograms(sets, NoteFeature::Pitch)[0].shares.empty());
        const auto some = featuresOf({test::note(0, 480, 60)});
        const metrics::NoteFeatures* mixed[] = {&none, &some};
        const auto both = metrics::histograms(mixed, NoteFeature::Duration);
        QCOMPARE(both[0].notes, std::size_t{0});
        QCOMPARE(std::accumulate(both[0].shares.begin(), both[0].shares.end(), 0.0), 0.0);
    }

    void equalSegmentsHaveNoDistance() {
        const std::vector same(4, segmentOf({1, 2, 3}));
        QCOMPARE(metrics::meanPairwiseDistance(same), 0.0);
        QVERIFY(std::isnan(metrics::meanPairwiseDistance(std::span(same).first(1))));
    }

    void distanceIsTheMeanOverPairs() {
        // Differing cells: a-b 2, a-c 3, b-c 3.
        const std::vector segments{segmentOf({1, 2}), segmentOf({2, 3}), segmentOf({4})};
        QCOMPARE(metrics::meanPairwiseDistance(segments, 0), 8. / 3 / (32 * 128));
        QCOMPARE(metrics::meanPairwiseDistance(segments), 8. / 3 / (5 * 32 * 128));
        QCOMPARE(metrics::meanPairwiseDistance(segments, 1), 0.0);
    }

    void intervalsHoldTheMeanAndShrink() {
        const auto widthOf = [](std::size_t pieces) {
            const auto interval = metrics::bootstrap(
                pieces,
                [&](std::span<const std::size_t> chosen) {
                    double sum = 0;
                    for (const auto each : chosen) sum += static_cast<double>(each % 2);
                    return sum / static_cast<double>(chosen.size());
                },
                7);
            return interval;
        };
        const auto few = widthOf(20);
        const auto many = widthOf(2000);
        QVERIFY(few.low < 0.5 && 0.5 < few.high);
        QVERIFY(many.low < 0.5 && 0.5 < many.high);
        // The mean of n fair coins has a standard deviation of 0.5 / sqrt(n): ten times less.
        QVERIFY(many.high - many.low < (few.high - few.low) / 5);
        QCOMPARE(widthOf(20).low, few.low);
    }

    void intervalsLeaveOutWhatIsNotThere() {
        const auto interval = metrics::percentileInterval({NAN, 1, NAN, 1});
        QCOMPARE(interval.low, 1.0);
        QCOMPARE(interval.high, 1.0);
        QVERIFY(std::isnan(metrics::percentileInterval({NAN}).low));
    }
};

CONTRAFACT_TEST(TestDistributions)
#include "tst_distributions.moc"
