// SPDX-License-Identifier: GPL-3.0-or-later
// What is read out of a corpus: totals, densities and the windows that networks are trained on.
#include "core/corpus/corpus.h"
#include "core/corpus/windows.h"
#include "core/metrics/density.h"
#include "tests/support/music.h"
#include "tests/support/test.h"

#include <cmath>

using namespace contrafact;
using corpus::Split;
using corpus::Window;

namespace {

corpus::Song song(int steps, bool validation = false) {
    corpus::Song out;
    out.validation = validation;
    out.grid.steps = steps;
    return out;
}

std::vector<Window> pianoWindows(const corpus::Corpus& corpus, int hop,
                                 Split split = Split::Training) {
    return corpus::windows(corpus, 0, hop, split);
}

} // namespace

class TestCorpus : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void totalsAreSums() {
        corpus::Corpus corpus;
        corpus.songs = {song(8), song(8)};
        corpus.songs[0].seconds = 1.5;
        corpus.songs[1].seconds = 2;
        corpus.songs[0].noteCount = 3;
        corpus.songs[1].noteCount = 4;
        QCOMPARE(corpus.seconds(), 3.5);
        QCOMPARE(corpus.noteCount(), std::size_t{7});
    }

    void densityCountsOnlySongsThatHaveTheFamily() {
        corpus::Corpus corpus;
        corpus.songs = {song(16), song(7), song(800)};
        corpus.songs[0].grid.notes[0].resize(10); // two bars
        corpus.songs[1].grid.notes[0].resize(5);  // one bar, begun
        corpus.songs[2].grid.notes[2].resize(300);
        const auto density = corpus::noteDensity(corpus);
        QCOMPARE(density, (std::array{5.0, 0.0, 3.0, 0.0, 0.0}));
    }

    void scoresAndSegmentsAreMeasuredAlike() {
        const auto score = test::scale(60, 64); // eight bars of eighths
        const auto song = encoding::toGrid(score);
        const metrics::FamilyValues expected{8, 0, 0, 0, 0};
        QCOMPARE(metrics::noteDensity(score), expected);
        QCOMPARE(metrics::noteDensity(
                     std::vector{encoding::segmentAt(song, 0), encoding::segmentAt(song, 32)}),
                 expected);
        QCOMPARE(metrics::noteDensity(score::Score()), metrics::FamilyValues{});
        QCOMPARE(metrics::noteDensity(std::span<const encoding::Segment>{}),
                 metrics::FamilyValues{});
    }

    void densityRatioHasNoValueWhereTheCorpusHasNone() {
        const auto ratio = metrics::densityRatio({4, 0, 1, 0, 0}, {8, 2, 0, 0, 0});
        QCOMPARE(ratio[0], 0.5);
        QCOMPARE(ratio[1], 0.0);
        QVERIFY(std::isnan(ratio[2]));
    }

    void windowsCoverTheSongToItsEnd() {
        corpus::Corpus corpus;
        corpus.songs = {song(70)};
        corpus.songs[0].grid.notes[0] = {{0, 70, 60, 90}};
        QCOMPARE(pianoWindows(corpus, 32), (std::vector<Window>{{0, 0}, {0, 32}, {0, 64}}));
        // Every bar: the last window ends with the last bar, not in silence.
        const auto everyBar = pianoWindows(corpus, 8);
        QCOMPARE(everyBar.size(), std::size_t{6});
        QCOMPARE(everyBar.back(), (Window{0, 40}));
    }

    void aShortSongGivesOneWindow() {
        corpus::Corpus corpus;
        corpus.songs = {song(9)};
        corpus.songs[0].grid.notes[0] = {{8, 1, 60, 90}};
        QCOMPARE(pianoWindows(corpus, 8), (std::vector<Window>{{0, 0}}));
    }

    void silentWindowsAreLeftOut() {
        corpus::Corpus corpus;
        corpus.songs = {song(128)};
        corpus.songs[0].grid.notes[0] = {{30, 4, 60, 90}};
        corpus.songs[0].grid.notes[3] = {{127, 1, 60, 90}};
        QCOMPARE(pianoWindows(corpus, 32), (std::vector<Window>{{0, 0}, {0, 32}}));
        QCOMPARE(corpus::windows(corpus, corpus::kAnyFamily, 32, Split::Training),
                 (std::vector<Window>{{0, 0}, {0, 32}, {0, 96}}));
        QVERIFY(corpus::windows(corpus, 1, 32, Split::Training).empty());
    }

    void theSplitKeepsSongsApart() {
        corpus::Corpus corpus;
        corpus.songs = {song(32), song(32, true)};
        for (auto& each : corpus.songs) each.grid.notes[0] = {{0, 1, 60, 90}};
        QCOMPARE(pianoWindows(corpus, 32), (std::vector<Window>{{0, 0}}));
        QCOMPARE(pianoWindows(corpus, 32, Split::Validation), (std::vector<Window>{{1, 0}}));
    }
};

CONTRAFACT_TEST(TestCorpus)
#include "tst_corpus.moc"
