// SPDX-License-Identifier: GPL-3.0-or-later
// The classifier tells apart what differs, does not tell apart what is alike, and says by what.
#include "core/metrics/random.h"
#include "core/metrics/real_or_generated.h"
#include "tests/support/music.h"
#include "tests/support/test.h"

#include <cmath>

using namespace contrafact;

namespace {

/// Songs of random eighths; a velocity for all, or one for each note.
std::vector<metrics::Piece> songs(std::uint64_t seed, bool oneVelocity, int count = 20) {
    metrics::Random random(seed);
    std::vector<metrics::Piece> pieces;
    for (int song = 0; song < count; ++song) {
        std::vector<score::Note> notes;
        for (int i = 0; i < 64; ++i)
            notes.push_back(test::note(240 * i, 240, 60 + random.in(0, 11),
                                       oneVelocity ? 90 : random.in(60, 120)));
        pieces.push_back({test::scoreOf(test::instrument(0), std::move(notes)), 8, song});
    }
    return pieces;
}

metrics::BarTable table(const std::vector<metrics::Piece>& pieces) {
    return metrics::barTable(pieces, 1000);
}

} // namespace

class TestRealOrGenerated : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyBarIsARow() {
        const auto bars = table(songs(1, false, 3));
        QCOMPARE(bars.features.rows(), std::size_t{24});
        QCOMPARE(bars.features.width, metrics::barFeatureNames().size());
        QCOMPARE(bars.piece.front(), 0);
        QCOMPARE(bars.piece.back(), 2);
        QCOMPARE(metrics::barTable(songs(1, false, 3), 10).piece.size(), std::size_t{10});
    }

    void whatIsAlikeIsNotTold() {
        const auto told = metrics::tellApart(table(songs(1, false)), table(songs(2, false)), 1);
        QVERIFY2(std::abs(told.auc.value - 0.5) < 0.12, std::to_string(told.auc.value).c_str());
        QVERIFY(told.auc.low < 0.5 && told.auc.high > 0.5);
    }

    void whatDiffersIsToldAndNamed() {
        const auto told = metrics::tellApart(table(songs(1, false)), table(songs(2, true)), 1);
        QVERIFY2(told.auc.value > 0.99, std::to_string(told.auc.value).c_str());
        QCOMPARE(told.tells.front().feature, std::string("Piano: spread of velocities"));
        QVERIFY(!told.tells.front().higher);
        QVERIFY(told.tells.front().share > 0.5);
    }

    void howLongADrumIsWrittenTellsNothing() {
        const auto beats = [](int length) {
            std::vector<metrics::Piece> pieces;
            for (int song = 0; song < 20; ++song) {
                std::vector<score::Note> notes;
                for (int i = 0; i < 64; ++i)
                    notes.push_back(test::note(240 * i, length, 36 + (song + i) % 3));
                pieces.push_back(
                    {test::scoreOf(test::instrument(0, 9), std::move(notes)), 8, song});
            }
            return table(pieces);
        };
        const auto told = metrics::tellApart(beats(60), beats(120), 1);
        QVERIFY2(std::abs(told.auc.value - 0.5) < 0.12, std::to_string(told.auc.value).c_str());
    }

    void theSameSeedGivesTheSame() {
        const auto a = table(songs(1, false));
        const auto b = table(songs(3, true));
        QCOMPARE(metrics::tellApart(a, b, 7).auc.low, metrics::tellApart(a, b, 7).auc.low);
    }

    void tooLittleSaysNothing() {
        QVERIFY(std::isnan(
            metrics::tellApart(table(songs(1, false, 1)), table(songs(2, true)), 1).auc.value));
        const auto nothing = metrics::tellApart({}, {}, 1);
        QVERIFY(std::isnan(nothing.auc.value));
        QVERIFY(nothing.why.find("0 and 0") != std::string::npos);
        QVERIFY(metrics::tellApart(table(songs(1, false)), table(songs(2, true)), 1).why.empty());
    }

    void stumpsTakeMissingValues() {
        metrics::FeatureTable features{1, {}};
        std::vector<std::uint8_t> classes;
        std::vector<std::size_t> rows;
        for (std::size_t i = 0; i < 100; ++i) {
            features.values.push_back(i % 2 ? std::nanf("") : 1.0F);
            classes.push_back(i % 2);
            rows.push_back(i);
        }
        const metrics::BinnedTable binned(features);
        const metrics::BoostedStumps stumps(binned, classes, rows);
        QVERIFY(stumps.score(binned, 1) > 1 && stumps.score(binned, 0) < -1);
    }
};

CONTRAFACT_TEST(TestRealOrGenerated)
#include "tst_real_or_generated.moc"
