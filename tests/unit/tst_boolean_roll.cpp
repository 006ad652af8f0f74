// SPDX-License-Identifier: GPL-3.0-or-later
// Rolls of one instrument, and tokens as numbers.
#include "core/encoding/boolean_roll.h"
#include "core/encoding/vocabulary.h"
#include "tests/support/test.h"

using namespace contrafact::encoding;
namespace score = contrafact::score;

class TestBooleanRoll : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void notesBecomeCellsAndNotesAgain() {
        GridSong song;
        song.notes[0] = {{0, 24, 60, 90}, {12, 6, 64, 90}, {100, 10, 60, 90}, {3, 9, 20, 90}};
        std::ranges::sort(song.notes[0], {}, &GridNote::step);
        song.steps = 110;
        const auto roll = rollAt(song, Family::Piano, 6, 96); // from within the first note
        QCOMPARE(roll.pitchesAt(0), PitchSet{60});            // 20 lies below the roll
        QCOMPARE(roll.pitchesAt(6), (PitchSet{60, 64}));
        QCOMPARE(roll.pitchesAt(18), PitchSet());
        const auto notes = toNotes(roll, {});
        QCOMPARE(notes.size(), std::size_t{3});
        constexpr std::int64_t kStep = score::kDefaultPpq / 24;
        QCOMPARE(notes[0].onset.value, 0);
        QCOMPARE(notes[0].length.value, 18 * kStep);
        QCOMPARE(notes[1].onset.value, 94 * kStep); // cut at the end of the window
        QCOMPARE(notes[1].length.value, 2 * kStep);
        QCOMPARE(notes[2].pitch.value, 64);
    }

    void theFullestOrThePiano() {
        GridSong song;
        QVERIFY(!rollFamily(song, RollPart::Fullest));
        song.notes[2] = {{0, 1, 40, 90}, {4, 1, 40, 90}};
        song.notes[kDrums] = {{0, 1, 36, 90}, {1, 1, 36, 90}, {2, 1, 36, 90}};
        QCOMPARE(*rollFamily(song, RollPart::Fullest), Family::Bass);
        QVERIFY(!rollFamily(song, RollPart::Piano));
    }

    void tokensAreTheirPlaceInOrder() {
        const Vocabulary<PitchSet> words({{60, 64}, {}, {72}, {60}, {60}, {61, 62}});
        QCOMPARE(words.tokens(), (std::vector<PitchSet>{{}, {60}, {60, 64}, {61, 62}, {72}}));
        QCOMPARE(words.scaled({}), -1.0);
        QCOMPARE(words.scaled({72}), 1 - 2.0 / 5);
        for (const auto& word : words.tokens()) QCOMPARE(words.nearest(words.scaled(word)), word);
        QCOMPARE(words.nearest(7), PitchSet{72});
        QCOMPARE(words.nearest(-7), PitchSet());
        QCOMPARE(words.nearest(words.scaled({61, 62}) + 0.15), (PitchSet{61, 62}));
    }
};

CONTRAFACT_TEST(TestBooleanRoll)
#include "tst_boolean_roll.moc"
