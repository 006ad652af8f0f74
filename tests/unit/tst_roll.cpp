// SPDX-License-Identifier: GPL-3.0-or-later
// Families, notes on the step grid, segments and back: worked examples.
#include "core/encoding/segment.h"
#include "tests/support/music.h"
#include "tests/support/test.h"

#include <vector>

using namespace contrafact;
using encoding::Family;
using encoding::GridNote;
using test::note;

namespace {

constexpr int kStep = score::kDefaultPpq / encoding::kStepsPerBeat; // ticks

const std::vector<GridNote>& notesOf(const encoding::GridSong& song, Family family) {
    return song.notes[static_cast<std::size_t>(family)];
}

/// The grid of one piano track.
std::vector<GridNote> pianoGrid(std::vector<score::Note> notes, int stepsPerBeat = 2) {
    score::Score score;
    score.addTrack(score::Track(test::instrument(0), std::move(notes)));
    return notesOf(encoding::toGrid(score, stepsPerBeat), Family::Piano);
}

std::uint8_t cell(const encoding::Cells& cells, int step, int pitch) {
    return cells[static_cast<std::size_t>(step * encoding::kPitches + pitch)];
}

} // namespace

class TestRoll : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void familiesFollowGeneralMidi_data() {
        QTest::addColumn<int>("program");
        QTest::addColumn<int>("channel");
        QTest::addColumn<int>("family");
        QTest::newRow("grand piano") << 0 << 0 << 0;
        QTest::newRow("organ") << 19 << 3 << 0;
        QTest::newRow("accordion, the last keyboard") << 23 << 0 << 0;
        QTest::newRow("first guitar") << 24 << 0 << 1;
        QTest::newRow("last guitar") << 31 << 0 << 1;
        QTest::newRow("first bass") << 32 << 0 << 2;
        QTest::newRow("last bass") << 39 << 0 << 2;
        QTest::newRow("violin") << 40 << 0 << 3;
        QTest::newRow("gunshot, the last program") << 127 << 0 << 3;
        QTest::newRow("channel 10 whatever its program") << 33 << 9 << 4;
    }
    void familiesFollowGeneralMidi() {
        QFETCH(int, program);
        QFETCH(int, channel);
        QTEST(static_cast<int>(encoding::familyOf(test::instrument(program, channel))), "family");
    }

    void familiesAreWrittenToTracksOfTheirOwnFamily() {
        for (int i = 0; i < encoding::kFamilies; ++i) {
            const auto family = static_cast<Family>(i);
            QCOMPARE(encoding::familyOf(encoding::trackFor(family)), family);
        }
    }

    void onsetsAndLengthsAreRoundedHalfUp() {
        const auto grid = pianoGrid({
            note(119, 240, 60), // just below half a step
            note(120, 359, 61), // half a step up; one and a half less a tick
            note(360, 360, 62), // one and a half up
            note(480, 1, 63),   // too short for a step: still one
            note(480, 0, 64),
        });
        QCOMPARE(grid, (std::vector<GridNote>{{0, 1, 60, 100},
                                              {1, 1, 61, 100},
                                              {2, 2, 62, 100},
                                              {2, 1, 63, 100},
                                              {2, 1, 64, 100}}));
    }

    void neighboursOfOnePitchStayApart() {
        // Resampling cells instead of notes would fuse these two eighths (and smear them).
        QCOMPARE(pianoGrid({note(0, 240, 60), note(240, 240, 60)}),
                 (std::vector<GridNote>{{0, 1, 60, 100}, {1, 1, 60, 100}}));
    }

    void otherGridsAreOneNumberAway() {
        QCOMPARE(pianoGrid({note(20, 40, 60)}, 24), (std::vector<GridNote>{{1, 2, 60, 100}}));
    }

    void tracksOfOneFamilyMerge() {
        score::Score score;
        score.addTrack(score::Track(test::instrument(0), {note(0, 960, 60, 80)}));
        auto muted = test::instrument(5, 1);
        muted.mute = true;
        score.addTrack(
            score::Track(muted, {note(0, 480, 60, 90), note(480, 240, 60, 70), note(0, 240, 55)}));
        score.addTrack(score::Track(test::instrument(33, 2), {note(0, 240, 40)}));
        const auto song = encoding::toGrid(score);
        QCOMPARE(notesOf(song, Family::Piano),
                 (std::vector<GridNote>{{0, 1, 55, 100}, {0, 2, 60, 90}, {2, 1, 60, 70}}));
        QCOMPARE(notesOf(song, Family::Bass), (std::vector<GridNote>{{0, 1, 40, 100}}));
        QCOMPARE(song.steps, 3);
        QCOMPARE(song.noteCount(), std::size_t{4});
    }

    void absurdTimesAreLeftOut() {
        score::Score score;
        auto late = note(0, 240, 60);
        late.onset = score::Tick(std::int64_t{1} << 61);
        auto endless = note(0, 0, 62);
        endless.length = score::Tick(std::int64_t{1} << 61);
        score.addTrack(score::Track(test::instrument(0), {late, endless}));
        const auto song = encoding::toGrid(score);
        QCOMPARE(notesOf(song, Family::Piano),
                 (std::vector<GridNote>{{0, encoding::kMaxLength, 62, 100}}));
    }

    void anEmptyScoreIsAnEmptySong() {
        const auto song = encoding::toGrid(score::Score());
        QCOMPARE(song.steps, 0);
        QCOMPARE(encoding::segmentAt(song, 0), encoding::Segment{});
    }

    void cellsHoldVelocityAndOnset() {
        encoding::GridSong song;
        song.notes[0] = {{30, 6, 60, 77}};
        song.steps = 36;
        const auto first = encoding::segmentAt(song, 0).cells[0];
        QCOMPARE(cell(first, 29, 60), std::uint8_t{0});
        QCOMPARE(cell(first, 30, 60), std::uint8_t{77 | encoding::kOnsetBit});
        QCOMPARE(cell(first, 31, 60), std::uint8_t{77});
        const auto second = encoding::segmentAt(song, 32).cells[0];
        QCOMPARE(cell(second, 0, 60), std::uint8_t{77}); // rings in: no onset
        QCOMPARE(cell(second, 3, 60), std::uint8_t{77});
        QCOMPARE(cell(second, 4, 60), std::uint8_t{0});
    }

    void transposingMovesPitchesButNotDrums() {
        encoding::GridSong song;
        song.notes[0] = {{0, 1, 60, 90}, {0, 1, 126, 90}};
        song.notes[encoding::kDrums] = {{0, 1, 36, 90}};
        const auto up = encoding::segmentAt(song, 0, 3);
        QCOMPARE(cell(up.cells[0], 0, 63), std::uint8_t{90 | encoding::kOnsetBit});
        QCOMPARE(std::ranges::count(up.cells[0], 0), std::ptrdiff_t{up.cells[0].size() - 1});
        QCOMPARE(cell(up.cells[encoding::kDrums], 0, 36), std::uint8_t{90 | encoding::kOnsetBit});
    }

    void transposeRangeKeepsEveryPitchedNote() {
        encoding::GridSong song;
        song.notes[encoding::kDrums] = {{0, 1, 0, 90}, {0, 1, 127, 90}};
        const auto free = encoding::transposeRange(song, 6);
        QCOMPARE(free.low, -6);
        QCOMPARE(free.high, 6);
        song.notes[3] = {{0, 1, 2, 90}, {0, 1, 123, 90}};
        const auto narrow = encoding::transposeRange(song, 6);
        QCOMPARE(narrow.low, -2);
        QCOMPARE(narrow.high, 4);
        const auto none = encoding::transposeRange(song, 6, 21, 108);
        QCOMPARE(none.low, 0);
        QCOMPARE(none.high, 0);
    }

    void repeatedCellsAreOneNoteOrMany() {
        encoding::Cells cells{};
        for (int step = 0; step < 4; ++step)
            cells[static_cast<std::size_t>(step * encoding::kPitches + 60)] =
                static_cast<std::uint8_t>(step == 2 ? 80 | encoding::kOnsetBit : 91);
        const auto split = encoding::toNotes(cells);
        QCOMPARE(split.size(), std::size_t{2});
        QVERIFY(split[0].sounds(note(0, 2 * kStep, 60, 91)));
        QVERIFY(split[1].sounds(note(2 * kStep, 2 * kStep, 60, 86))); // mean of 80 and 91, half up
        encoding::DecodeOptions joined;
        joined.splitRepeats = false;
        const auto one = encoding::toNotes(cells, joined);
        QCOMPARE(one.size(), std::size_t{1});
        QVERIFY(one[0].sounds(note(0, 4 * kStep, 60, 88)));
    }

    void anOnsetBitAloneIsSilence() {
        encoding::Cells cells{};
        cells[60] = encoding::kOnsetBit;
        QVERIFY(encoding::toNotes(cells).empty());
    }

    void aScoreHasOneTrackPerFamilyAndRingsOverBorders() {
        encoding::GridSong song;
        song.notes[2] = {{31, 2, 40, 99}};
        const auto score =
            encoding::toScore({encoding::segmentAt(song, 0), encoding::segmentAt(song, 32)});
        QCOMPARE(score.trackCount(), encoding::kFamilies);
        for (int i = 0; i < encoding::kFamilies; ++i)
            QCOMPARE(static_cast<int>(encoding::familyOf(score.track(i).info)), i);
        QCOMPARE(score.noteCount(), std::size_t{1});
        QVERIFY(score.track(2).notes()[0].sounds(note(31 * kStep, 2 * kStep, 40, 99)));
    }
};

CONTRAFACT_TEST(TestRoll)
#include "tst_roll.moc"
