// SPDX-License-Identifier: GPL-3.0-or-later
// What is read out of a corpus: totals, densities and the windows that networks are trained on.
#include "core/corpus/collections.h"
#include "core/corpus/corpus.h"
#include "core/corpus/windows.h"
#include "core/encoding/grid.h"
#include "core/metrics/density.h"
#include "tests/support/music.h"
#include "tests/support/test.h"

#include <cmath>

using namespace contrafact;
using corpus::Split;
using corpus::Window;

namespace {

/// Notes by family on the grid of 2 steps a beat.
using Notes = std::vector<std::pair<std::size_t, encoding::GridNote>>;

corpus::Song song(const Notes& notes, bool validation = false) {
    encoding::GridSong grid;
    for (const auto& [family, note] : notes) grid.notes[family].push_back(note);
    corpus::Song out;
    out.validation = validation;
    out.score = encoding::toScore(grid);
    return out;
}

/// `count` notes of one family, one after the other from the first step on.
Notes row(std::size_t family, int count) {
    Notes notes;
    for (int i = 0; i < count; ++i) notes.push_back({family, {i, 1, 60, 90}});
    return notes;
}

corpus::Corpus corpusOf(std::vector<corpus::Song> songs) {
    corpus::Corpus corpus;
    corpus.songs = std::move(songs);
    return corpus;
}

std::vector<Window> pianoWindows(const corpus::Corpus& corpus, int hop,
                                 Split split = Split::Training) {
    return corpus::windows(corpus::stretchesOf(corpus), 0, hop, split);
}

/// A song of quarters, as many as `quarters`, in the meters given.
corpus::Song quartersIn(const std::vector<score::MeterEvent>& meters, int quarters) {
    std::vector<score::Note> notes;
    for (int i = 0; i < quarters; ++i) notes.push_back(test::note(i * 480, 480, 60));
    corpus::Song out;
    out.score = test::scoreOf(test::instrument(0), std::move(notes));
    out.score.meter = score::MeterMap(480, meters);
    return out;
}

score::MeterEvent meterAt(int quarter, int numerator, int denominator) {
    return {score::Tick(quarter * 480), numerator, denominator};
}

} // namespace

class TestCorpus : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void totalsAreSums() {
        auto corpus = corpusOf({song({}), song({})});
        corpus.songs[0].seconds = 1.5;
        corpus.songs[1].seconds = 2;
        corpus.songs[0].noteCount = 3;
        corpus.songs[1].noteCount = 4;
        QCOMPARE(corpus.seconds(), 3.5);
        QCOMPARE(corpus.noteCount(), std::size_t{7});
    }

    void densityCountsOnlySongsThatHaveTheFamily() {
        auto strings = row(2, 30);
        strings.push_back({2, {79, 1, 62, 90}}); // the last of ten bars
        auto corpus = corpusOf({song(row(0, 10)), song(row(0, 5)), song(strings)});
        const std::array expected{5.0, 0.0, 3.1, 0.0, 0.0};
        QCOMPARE(corpus::noteDensity(corpus), expected);
        QCOMPARE(corpus::noteDensity(corpus::stretchesOf(corpus)), expected);
        corpus.songs[1].validation = true;
        QCOMPARE(corpus::noteDensity(corpus::stretchesOf(corpus)),
                 (std::array{5.0, 0.0, 3.1, 0.0, 0.0}));
    }

    void songsOfAFolderOrAnArchiveAreACollection() {
        auto corpus = corpusOf({song({}), song({}), song({}), song({}), song({})});
        const char* paths[] = {"/a/jazz/one.mid", "/a/songs.wad:D_ONE", "/a/jazz/two.mid",
                               "/a/alone/three.mid", "/a/songs.wad:D_TWO"};
        for (std::size_t i = 0; i < corpus.songs.size(); ++i) corpus.songs[i].path = paths[i];
        const auto found = corpus::collectionsOf(corpus);
        QCOMPARE(found.size(), std::size_t{2}); // a song alone is no collection
        QCOMPARE(found[0].title, std::string("jazz"));
        QCOMPARE(found[0].songs.size(), std::size_t{2});
        QCOMPARE(found[1].title, std::string("songs"));
        QVERIFY(found[1].songs[1] == &corpus.songs[4]);
    }

    void densityCountsBarsOfTheSongsMeter() {
        const auto corpus = corpusOf({quartersIn({meterAt(0, 3, 4)}, 12)});
        QCOMPARE(corpus::noteDensity(corpus)[0], 3.0);
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
        const auto corpus = corpusOf({song({{0, {0, 70, 60, 90}}})});
        QCOMPARE(pianoWindows(corpus, 32), (std::vector<Window>{{0, 0}, {0, 32}, {0, 64}}));
        // Every bar: the last window ends with the last bar, not in silence.
        const auto everyBar = pianoWindows(corpus, 8);
        QCOMPARE(everyBar.size(), std::size_t{6});
        QCOMPARE(everyBar.back(), (Window{0, 40}));
    }

    void aShortSongGivesOneWindow() {
        const auto corpus = corpusOf({song({{0, {8, 1, 60, 90}}})});
        QCOMPARE(pianoWindows(corpus, 8), (std::vector<Window>{{0, 0}}));
    }

    void silentWindowsAreLeftOut() {
        const auto corpus = corpusOf({song({{0, {30, 4, 60, 90}}, {3, {127, 1, 60, 90}}})});
        const auto stretches = corpus::stretchesOf(corpus);
        QCOMPARE(pianoWindows(corpus, 32), (std::vector<Window>{{0, 0}, {0, 32}}));
        QCOMPARE(corpus::windows(stretches, corpus::kAnyFamily, 32, Split::Training),
                 (std::vector<Window>{{0, 0}, {0, 32}, {0, 96}}));
        QVERIFY(corpus::windows(stretches, 1, 32, Split::Training).empty());
    }

    void theSplitKeepsSongsApart() {
        const auto corpus = corpusOf({song(row(0, 1)), song(row(0, 1), true)});
        QCOMPARE(pianoWindows(corpus, 32), (std::vector<Window>{{0, 0}}));
        QCOMPARE(pianoWindows(corpus, 32, Split::Validation), (std::vector<Window>{{1, 0}}));
    }

    void onlyFourFourIsTakenAndTheRestIsNamed() {
        // Two bars of 4/4, two of 3/4, two of 2/2; and a waltz.
        const auto corpus =
            corpusOf({quartersIn({meterAt(0, 4, 4), meterAt(8, 3, 4), meterAt(14, 2, 2)}, 22),
                      quartersIn({meterAt(0, 3, 4)}, 12)});
        const auto stretches = corpus::stretchesOf(corpus);
        QCOMPARE(stretches.all.size(), std::size_t{2});
        for (const auto& stretch : stretches.all) {
            QCOMPARE(stretch.song, 0);
            QCOMPARE(stretch.grid->bars(), 2);
            QCOMPARE(stretch.grid->notes[0].size(), std::size_t{8});
            QCOMPARE(stretch.grid->notes[0].front().step, 0);
        }
        QCOMPARE(stretches.quarters, 16.0);
        QCOMPARE(stretches.leftOutText(),
                 std::string("5 of 9 bars are left out, since this system counts in 4/4: 3/4 (5); "
                             "1 song has no 4/4 at all"));
    }

    void barsOfOtherLengthsMoveTheBarLinesWithThem() {
        // After 7/8 the bar lines lie half a beat earlier; after a sixteenth they are off the grid
        // of the song, but not off the stretch's own.
        auto odd = quartersIn({}, 8);
        odd.score.meter = score::MeterMap(480, {meterAt(0, 1, 16), {score::Tick(120), 4, 4}});
        odd.score.editTrack(0).setNotes({test::note(120, 480, 60), test::note(2040, 480, 62)});
        const auto stretches = corpus::stretchesOf(corpusOf({odd}));
        QCOMPARE(stretches.all.size(), std::size_t{1});
        const auto& notes = stretches.all[0].grid->notes[0];
        QCOMPARE(notes[0].step, 8); // the pick-up has a bar of its own
        QCOMPARE(notes[1].step, 16);
    }

    void aPickUpStandsBeforeABarLine() {
        const auto corpus = corpusOf({quartersIn({meterAt(0, 4, 4), meterAt(1, 4, 4)}, 9)});
        const auto stretches = corpus::stretchesOf(corpus);
        QCOMPARE(stretches.all.size(), std::size_t{1});
        const auto& grid = *stretches.all[0].grid;
        QCOMPARE(grid.notes[0].front().step, 6); // the fourth beat of the first bar
        QCOMPARE(grid.bars(), 3);
        // Of a waltz it is no 4/4 either.
        const auto waltz = corpusOf({quartersIn({meterAt(0, 3, 4), meterAt(1, 3, 4)}, 10)});
        const auto none = corpus::stretchesOf(waltz);
        QVERIFY(none.all.empty());
        QCOMPARE(none.songsLeftOut, 1);
    }

    void aBarThatEndsEarlyBeginsAnotherStretch() {
        const auto corpus = corpusOf({quartersIn({meterAt(0, 4, 4), meterAt(6, 4, 4)}, 14)});
        const auto stretches = corpus::stretchesOf(corpus);
        QCOMPARE(stretches.all.size(), std::size_t{2});
        QCOMPARE(stretches.all[1].grid->notes[0].size(), std::size_t{8});
    }

    void viewsAreCutOnceWhileTheyAreUsed() {
        const auto one = song(row(0, 4));
        const auto first = corpus::viewOf(one, encoding::GridEncoding{});
        QCOMPARE(corpus::viewOf(one, encoding::GridEncoding{}).get(), first.get());
        const auto finer = corpus::viewOf(one, encoding::GridEncoding{24});
        QCOMPARE(finer->steps, 48);
        QCOMPARE(*first, encoding::toGrid(one.score));
        // A copy may be changed, so it does not show what was cut before.
        auto copy = one;
        copy.score = score::Score();
        QCOMPARE(corpus::viewOf(copy, encoding::GridEncoding{})->steps, 0);
    }
};

CONTRAFACT_TEST(TestCorpus)
#include "tst_corpus.moc"
