// SPDX-License-Identifier: GPL-3.0-or-later
// Every metric on music whose figures can be worked out by hand, at the bars of its meter.
#include "core/metrics/evaluation.h"
#include "core/metrics/evaluation_report.h"
#include "core/metrics/groups/groups.h"
#include "core/metrics/piece_shares.h"
#include "core/metrics/piece_view.h"
#include "tests/support/music.h"
#include "tests/support/test.h"

#include <cmath>
#include <set>

using namespace contrafact;
using encoding::Family;
using metrics::Chroma;

namespace {

constexpr int kSixteenth = score::kDefaultPpq / 4;
constexpr int kBar = 16;

/// Times in sixteenths.
struct N {
    int step;
    int length;
    int pitch;
    int velocity = 90;
};

score::Score scoreOf(const std::vector<std::pair<Family, std::vector<N>>>& parts) {
    score::Score score;
    for (const auto& [family, list] : parts) {
        std::vector<score::Note> notes;
        for (const auto& n : list)
            notes.push_back(
                test::note(n.step * kSixteenth, n.length * kSixteenth, n.pitch, n.velocity));
        score.addTrack(score::Track(encoding::trackFor(family), std::move(notes)));
    }
    return score;
}

metrics::MeasuredColumn measured(const score::Score& score,
                                 int barsPerPiece = metrics::kWholePieces) {
    return metrics::measure(
        {"", metrics::ColumnKind::Real, metrics::cutPieces(score, barsPerPiece), true}, {}, 1);
}

double valueOf(const score::Score& score, std::string_view id,
               std::size_t scope = metrics::kWhole) {
    return measured(score).of(id, scope).value;
}

std::size_t scope(Family family) {
    return metrics::scopeOf(static_cast<int>(family));
}

void near(double actual, double expected, double within = 1e-6) {
    QVERIFY2(std::abs(actual - expected) < within,
             qPrintable(QString("%1, expected %2").arg(actual, 0, 'f', 7).arg(expected)));
}

Chroma chromaOf(std::initializer_list<int> classes) {
    Chroma chroma{};
    for (const int pitchClass : classes) ++chroma[static_cast<std::size_t>(pitchClass)];
    return chroma;
}

/// Sixteen bars of one quarter note each; from bar 8 on four.
score::Score growing() {
    std::vector<N> notes;
    for (int bar = 0; bar < 16; ++bar)
        for (int i = 0; i < (bar < 8 ? 1 : 4); ++i) notes.push_back({bar * kBar + 4 * i, 4, 60});
    return scoreOf({{Family::Piano, notes}});
}

} // namespace

class TestMetrics : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void idsAreDifferentAndFound() {
        std::set<std::string_view> ids;
        for (const auto& metric : metrics::metrics()) {
            QVERIFY(ids.insert(metric.id).second);
            QVERIFY(&metrics::metrics()[*metrics::findMetric(metric.id)] == &metric);
        }
        QVERIFY(!metrics::findMetric("loudness of the audience"));
    }

    void tonalDistance() {
        const auto c = chromaOf({0});
        near(metrics::tonalDistance(c, c), 0);
        near(metrics::tonalDistance(c, chromaOf({7})), 1.737225);
        near(metrics::tonalDistance(c, chromaOf({4})), 1.936492);
        near(metrics::tonalDistance(c, chromaOf({1})), 2.545987);
        near(metrics::tonalDistance(c, chromaOf({6})), 2.828427);
        const auto major = chromaOf({0, 4, 7});
        near(metrics::tonalDistance(major, chromaOf({9, 0, 4})), 0.799305);
        near(metrics::tonalDistance(major, chromaOf({6, 10, 1})), 1.970003);
        QVERIFY(std::isnan(metrics::tonalDistance(c, Chroma{})));
    }
    void tonalDistanceOfTwoTracks() {
        const auto score =
            scoreOf({{Family::Piano, {{0, 16, 60}, {0, 16, 64}, {0, 16, 67}}},
                     {Family::Bass, {{0, 4, 60}, {4, 4, 62}, {8, 4, 64}, {12, 4, 65}}}});
        near(valueOf(score, "td_bass_piano"), 1.521790);
        QVERIFY(std::isnan(valueOf(score, "td_guitar_piano")));
    }

    void drumPattern() {
        const auto of = [](std::vector<std::size_t> hits, int rotations = 6) {
            metrics::BoolRoll roll(96);
            for (const auto hit : hits) roll[hit].set(36);
            return metrics::drumPattern(metrics::onsetsOf(roll, 0, 96), rotations);
        };
        near(of({0, 12, 24, 36, 48, 60, 72, 84}), 1);
        near(of({0, 1, 12, 13, 24, 27, 36, 48}), 0.833333);
        near(of({3, 15, 27, 39}), 1);
        near(of({3, 15, 27, 39}, 1), 0);
        QVERIFY(std::isnan(of({})));
        near(valueOf(scoreOf({{Family::Drums, {{0, 1, 36}, {2, 1, 42}, {4, 1, 42}}}}),
                     "drum_pattern", metrics::kDrumScope),
             100);
    }

    void groove() {
        const auto bar = [](std::vector<std::size_t> onsets) {
            metrics::OnsetVector out(16, false);
            for (const auto onset : onsets) out[onset] = true;
            return out;
        };
        near(metrics::grooveLikeness(bar({0, 4, 8, 12}), bar({0, 2, 4, 8, 12})), 1 - 1. / 16);
        std::vector<N> notes;
        for (int i = 0; i < 12; ++i) notes.push_back({4 * i, 1, 60});
        notes.push_back({2 * kBar + 2, 1, 60});
        near(valueOf(scoreOf({{Family::Guitar, notes}}), "groove"), 0.96875);
    }

    void entropies() {
        near(metrics::entropy(std::vector<double>{2, 1, 1}), 1.5);
        const auto score =
            scoreOf({{Family::Bass, {{0, 1, 36}, {1, 1, 48}, {2, 1, 43}, {3, 1, 43}}}});
        near(valueOf(score, "pitch_entropy"), 1.5);
        near(valueOf(score, "class_entropy"), 1);
        near(valueOf(score, "pitch_range"), 12);
        near(valueOf(score, "pitches"), 3);
        near(valueOf(score, "pitch_classes"), 2);
    }

    void clashesAreSecondsAndNinths() {
        // 60-61, 60-62 and 60-74 clash, 60-66 does not; five pitches make ten pairs.
        const auto score =
            scoreOf({{Family::Piano, {{0, 4, 60}, {0, 4, 61}, {0, 4, 66}, {0, 4, 71}, {0, 4, 74}}},
                     {Family::Strings, {{0, 8, 73}, {0, 2, 48}}}});
        // 60-61 (1), 60-74 (14), 61-74 (13): of ten pairs.
        near(valueOf(score, "clash", scope(Family::Piano)), 30);
        near(valueOf(score, "clash", scope(Family::Strings)), 0);
        near(valueOf(score, "clash"), 100. * 12 / (40 + 2));
        // Of 73 with 60, 74; of 48 with 61, 71: by steps 4 x 2 and 2 x 2 of 4 x 5 and 2 x 5.
        near(valueOf(score, "clash_across"), 100. * 12 / 30);
        QVERIFY(std::isnan(valueOf(score, "clash", scope(Family::Bass))));
    }

    void theBestOfAllKeys() {
        near(metrics::bestKeyShare(chromaOf({0, 2, 4, 5, 7, 9, 11})), 1);
        near(metrics::bestKeyShare(chromaOf({9, 11, 0, 2, 4, 5, 8})), 1); // harmonic minor
        near(metrics::bestKeyShare(chromaOf({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})), 7. / 12);
        const auto score = scoreOf(
            {{Family::Piano, {{0, 9, 60}, {0, 9, 62}, {0, 9, 64}, {0, 3, 66}, {4, 3, 61}}}});
        near(valueOf(score, "key_consistency"), 80);
        near(valueOf(score, "best_key"), 100. * 30 / 33);
    }

    void texture() {
        const auto score = scoreOf({{Family::Piano, {{0, 4, 60}, {0, 8, 64}}},
                                    {Family::Drums, {{16, 1, 36}}},
                                    {Family::Bass, {{0, 16, 40}}}});
        near(valueOf(score, "polyphony", scope(Family::Piano)), 1.5);
        near(valueOf(score, "polyphony"), 28. / 24);
        near(valueOf(score, "density"), 2);
        near(valueOf(score, "density_playing", scope(Family::Bass)), 1);
        near(valueOf(score, "density", scope(Family::Bass)), 0.5);
        near(valueOf(score, "empty_beats"), 100. * 3 / 8);
        near(valueOf(score, "empty_beats", metrics::kDrumScope), 100. * 7 / 8);
    }

    void aDroneNeverPauses() {
        // Struck again without a gap for four bars, and a note of half as long.
        std::vector<N> notes;
        for (int bar = 0; bar < 4; ++bar) notes.push_back({bar * kBar, kBar, 50});
        notes.push_back({0, 32, 57});
        near(valueOf(scoreOf({{Family::Strings, notes}}), "drone"), 100. * 64 / 96);
        // A note that was left hanging is no drone for ever.
        near(valueOf(scoreOf({{Family::Strings, {{0, 4000, 50}}}}), "drone"), 100);
        near(valueOf(scoreOf({{Family::Strings, {{0, 4000, 50}}}}), "polyphony"), 1);
    }

    void form() {
        near(valueOf(growing(), "drift"), 4);
        near(valueOf(growing(), "repeats"), 100. * 14 / 16);
        near(valueOf(growing(), "change"), 0.25); // of three: 0, 3/4, 0
        QVERIFY(std::isnan(valueOf(test::scale(60, 64), "drift")));
    }

    void placesInTheBar() {
        const auto score = scoreOf(
            {{Family::Piano, {{0, 1, 60}, {4, 1, 60}, {6, 1, 60}, {7, 1, 60}, {16, 1, 60}}}});
        near(valueOf(score, "onset_bar"), 40);
        near(valueOf(score, "onset_beat"), 20);
        near(valueOf(score, "onset_eighth"), 20);
        near(valueOf(score, "onset_finer"), 20);
    }

    void velocities() {
        const auto score = scoreOf({{Family::Piano, {{0, 1, 60, 60}, {1, 1, 60, 100}}},
                                    {Family::Drums, {{0, 1, 36, 80}}}});
        near(valueOf(score, "velocity"), 80);
        near(valueOf(score, "velocity_spread", scope(Family::Piano)), 20);
        QVERIFY(std::isnan(valueOf(score, "velocity_spread", metrics::kDrumScope)));
    }

    void barsAreThoseOfTheMeter() {
        // Ten bars of 3/4, the ninth of them empty.
        std::vector<N> notes;
        for (int bar = 0; bar < 10; ++bar)
            for (int beat = 0; beat < 3 && bar != 8; ++beat)
                notes.push_back({12 * bar + 4 * beat, 4, 60 + beat});
        auto score = scoreOf({{Family::Piano, notes}});
        score.meter = score::MeterMap(score.ppq(), {{score::Tick(0), 3, 4}});
        const auto column = measured(score);
        QCOMPARE(column.bars, 10);
        near(column.of("eb").value, 10);
        near(column.of("onset_bar").value, 100. / 3);
        near(column.of("repeats").value, 100. * 8 / 9);
        near(column.of("density").value, 2.7);
        const auto cut = metrics::cutPieces(score, 4);
        QCOMPARE(cut.size(), std::size_t{3});
        QCOMPARE(cut[1].score.meter.at(score::Tick(0)).numerator, 3);
        QCOMPARE(cut[1].score.noteCount(), std::size_t{12});
    }

    void aNoteThatEndsOnTheBarLineFillsNoOther() {
        const auto score = scoreOf({{Family::Piano, {{0, 16, 60}, {32, 16, 60}}}});
        near(valueOf(score, "eb"), 100. / 3);
        near(valueOf(score, "empty_beats"), 100. / 3);
    }

    void silenceAndDrumsAlone() {
        const auto silent = measured(score::Score());
        QCOMPARE(silent.bars, 1);
        near(silent.of("eb").value, 100);
        near(silent.of("empty_beats").value, 100);
        QVERIFY(std::isnan(silent.of("polyphony").value));
        QVERIFY(std::isnan(silent.of("groove").value));
        QVERIFY(std::isnan(silent.of("longest_run").value));
        const auto drums = measured(scoreOf({{Family::Drums, {{0, 1, 36}, {4, 1, 38}}}}));
        near(drums.of("eb").value, 100); // of the pitched families
        near(drums.of("eb", metrics::kDrumScope).value, 0);
        near(drums.of("density").value, 2);
        QVERIFY(std::isnan(drums.of("clash").value));
        QVERIFY(!metrics::toCsv({"", 1, 0, {silent, drums}}).empty());
    }

    void aColumnWithoutPiecesHasNoFigures() {
        const auto column =
            metrics::measure({"empty", metrics::ColumnKind::Generated, {}, false, "why"}, {}, 1);
        QCOMPARE(column.remark, std::string("why"));
        for (const auto& row : column.figures)
            for (const auto& figure : row) QVERIFY(std::isnan(figure.value));
    }

    void piecesOfOneSongAreDrawnTogether() {
        // Two songs of very different density in many pieces each: the interval reaches both.
        std::vector<metrics::Piece> pieces;
        int number = 0;
        for (const auto& song : {growing(), test::scale(60, 128)}) {
            for (auto& piece : metrics::cutPieces(song, 1)) {
                piece.song = number;
                pieces.push_back(piece);
            }
            ++number;
        }
        const auto figure =
            metrics::measure({"", metrics::ColumnKind::Real, pieces, true}, {}, 1).of("density");
        near(figure.value, 5.25);
        near(figure.low, 2.5);
        near(figure.high, 8);
        metrics::PieceShares shares;
        for (const auto& piece : pieces) shares.add(metrics::PieceView(piece), piece.song);
        QCOMPARE(shares.owners(), std::size_t{2});
        QCOMPARE(shares.pieces(), pieces.size());
    }
};

CONTRAFACT_TEST(TestMetrics)
#include "tst_metrics.moc"
