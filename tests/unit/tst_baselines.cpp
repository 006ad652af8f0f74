// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces of equal length, the two baselines, and a measured column.
#include "core/metrics/baselines.h"
#include "core/metrics/evaluation.h"
#include "tests/support/music.h"
#include "tests/support/test.h"

#include <cmath>

using namespace contrafact;

namespace {

/// 16 bars of eighths.
std::vector<metrics::Piece> scales() {
    return metrics::cutPieces(test::scale(60, 128), 8);
}

} // namespace

class TestBaselines : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void piecesKeepAllMusic() {
        const auto pieces = metrics::cutPieces(test::scale(60, 130), 8);
        QCOMPARE(pieces.size(), std::size_t{3});
        QCOMPARE(metrics::barsOf(pieces), 17);
        QCOMPARE(pieces[0].score.noteCount(), std::size_t{64});
        QCOMPARE(pieces[2].score.noteCount(), std::size_t{2});
        QCOMPARE(pieces[1].score.track(0).notes()[0].onset, score::Tick(0));
        QCOMPARE(metrics::barsOf(metrics::drawPieces(pieces, 12, 1)), 12);
        QCOMPARE(metrics::barsOf(metrics::drawPieces(pieces, 99, 1)), 17);
    }

    void notesAreCutAtThePiecesEnds() {
        const auto piece = metrics::cutPiece(
            test::scoreOf(test::instrument(0), {test::note(1900, 4000, 60)}), 1, 1);
        const auto& note = piece.score.track(0).notes()[0];
        QCOMPARE(note.onset, score::Tick(0));
        QCOMPARE(note.length, score::Tick(1920));
    }

    void coarseGridsAreSeen() {
        QCOMPARE(metrics::coarseGridOf(scales()), 2);
        const metrics::Piece triplets{
            test::scoreOf(test::instrument(0), {test::note(0, 53, 60), test::note(53, 107, 62)}),
            1};
        QCOMPARE(metrics::coarseGridOf(std::vector{triplets}), 0);
        QVERIFY(metrics::coarseGridOf(std::vector{metrics::onGrid(triplets, 2)}) > 0);
        QCOMPARE(metrics::coarseGridOf({}), 0);
    }

    void noiseHasTheMusicsDensity() {
        const metrics::NoiseBaseline noise(scales());
        const auto piece = noise.compose(8, 5);
        QCOMPARE(piece.score.noteCount(), std::size_t{64});
        QVERIFY(piece.score.sounds(noise.compose(8, 5).score));
        QVERIFY(!piece.score.sounds(noise.compose(8, 6).score));
    }

    void theChainMakesOnlyMovesThatItHeard() {
        const metrics::MarkovBaseline chain(scales());
        const auto piece = chain.compose(8, 5);
        QVERIFY(piece.score.sounds(chain.compose(8, 5).score));
        const auto notes = piece.score.track(0).notes();
        QCOMPARE(notes.size(), std::size_t{64});
        constexpr int kNext[] = {2, 0, 4, 0, 5, 7, 0, 9, 0, 11, 0, 0};
        for (std::size_t i = 1; i < notes.size(); ++i) {
            const int degree = notes[i - 1].pitch.value - 60;
            QCOMPARE(notes[i].pitch.value - 60, kNext[degree]);
        }
    }

    void aColumnIsMeasuredByFamily() {
        const auto column =
            metrics::measure({"scales", metrics::ColumnKind::Real, scales(), true}, {}, 1);
        QCOMPARE(column.bars, 16);
        QCOMPARE(column.coarseGrid, 2);
        QCOMPARE(column.of("density").value, 8.0);
        QCOMPARE(column.of("density").low, 8.0);
        QCOMPARE(column.of("upc", 1).value, 7.0);
        QCOMPARE(column.of("eb", 2).value, 100.0);
        QVERIFY(std::isnan(column.of("upc", 2).value));      // no guitar
        QVERIFY(std::isnan(column.of("in_scale", 5).value)); // of drums: nothing
        QVERIFY(std::isnan(column.of("longest_run").value));
        QCOMPARE(column.notes.notes(), std::size_t{128});
    }
};

CONTRAFACT_TEST(TestBaselines)
#include "tst_baselines.moc"
