// SPDX-License-Identifier: GPL-3.0-or-later
// Scores survive the way score -> rows -> score -> rows; quantised notes lie on the grid.
#include "core/encoding/note_rows.h"
#include "tests/support/random_score.h"
#include "tests/support/test.h"

#include <cmath>

using namespace contrafact;

namespace {

constexpr int kScores = 60;

/// Drums, an empty track, then the track that counts; one tempo.
score::Score randomScore(test::Random& random, double bpm) {
    score::Score score;
    const auto micros = static_cast<std::uint32_t>(std::lround(60e6 / bpm));
    score.tempo = score::TempoMap(score.ppq(), {{score::Tick(), micros}});
    score.addTrack(score::Track({.channel = 9}, test::randomNotes(random, 20)));
    score.addTrack(score::Track({.channel = 0}));
    score.addTrack(score::Track({.channel = 1}, test::randomNotes(random, random.in(1, 200))));
    score.addTrack(score::Track({.channel = 2}, test::randomNotes(random, 20)));
    return score;
}

} // namespace

class TestNoteRows : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rowsAreTheFirstPitchedTrackInSeconds() {
        score::Score score; // 120 bpm: a quarter is half a second
        score.addTrack(
            score::Track({.channel = 9}, {{score::Tick(0), score::Tick(480), score::Pitch(36)}}));
        score.addTrack(score::Track({}, {{score::Tick(960), score::Tick(240), score::Pitch(64)},
                                         {score::Tick(480), score::Tick(480), score::Pitch(60)}}));
        const std::vector<encoding::NoteRow> wanted{{60, 0, 0.5}, {64, 0.5, 0.25}};
        QVERIFY(encoding::noteRows(score) == wanted);
        QVERIFY(encoding::noteRows(score::Score()).empty());
    }

    void theHighestFullTrackIsTheTune() {
        const auto line = [](int channel, int program, int pitch, int count) {
            std::vector<score::Note> notes;
            for (int i = 0; i < count; ++i)
                notes.push_back({score::Tick(i * 480), score::Tick(480),
                                 score::Pitch(static_cast<std::int16_t>(pitch))});
            return score::Track({.channel = channel, .program = program}, std::move(notes));
        };
        score::Score score;
        QVERIFY(!encoding::highestTrack(score));
        score.addTrack(line(0, 33, 40, 12));
        score.addTrack(line(9, 0, 90, 12));  // drums
        score.addTrack(line(1, 14, 100, 2)); // a few bells
        score.addTrack(line(2, 0, 72, 3));
        QCOMPARE(encoding::highestTrack(score)->info.channel, 2);
        const auto rows = encoding::noteRows(score, {.track = encoding::RowTrack::Highest});
        QCOMPARE(rows.size(), std::size_t{3});
        QCOMPARE(rows.front().pitch, 72);
    }

    void evenTempoForgetsTheSongs() {
        test::Random random(5);
        auto score = randomScore(random, 77);
        const auto even = encoding::noteRows(score, {.evenTempo = true});
        score.tempo = score::TempoMap(score.ppq());
        QVERIFY(even == encoding::noteRows(score));
        QVERIFY(encoding::kEvenBpm == score.tempo.bpmAt({}));
    }

    void timesComeBackWithinATick() {
        for (unsigned seed = 1; seed <= kScores; ++seed) {
            test::Random random(seed);
            const double bpm = random.in(40, 240);
            const auto score = randomScore(random, bpm);
            const auto& track = *encoding::firstPitchedTrack(score);
            QCOMPARE(track.info.channel, 1);
            const auto back = encoding::placeRows(encoding::noteRows(score), {.bpm = bpm});
            const auto first = track.notes().front().onset;
            for (const auto& note : back) { // notes of one pitch and onset become one
                const bool known = std::ranges::any_of(track.notes(), [&](const score::Note& old) {
                    return old.pitch == note.pitch &&
                           std::abs((old.onset - first - note.onset).value) <= 1 &&
                           std::abs((old.length - note.length).value) <= 1;
                });
                QVERIFY(known);
            }
            QVERIFY(back.size() <= track.notes().size());
            QVERIFY(back.size() + 5 > track.notes().size());
        }
    }

    void rowsOfAPlacedScoreAreFixed() {
        for (unsigned seed = 1; seed <= kScores; ++seed) {
            test::Random random(seed);
            const double bpm = random.in(40, 240);
            const auto once =
                encoding::toScore(encoding::noteRows(randomScore(random, bpm)), {.bpm = bpm});
            const auto twice = encoding::toScore(encoding::noteRows(once), {.bpm = bpm});
            QVERIFY(once.sounds(twice));
        }
    }

    void quantisedNotesLieOnTheGrid() {
        for (unsigned seed = 1; seed <= kScores; ++seed) {
            test::Random random(seed);
            const auto rows = encoding::noteRows(randomScore(random, 97));
            for (const int grid : {1, 2, 3, 4, 8})
                for (const auto& note :
                     encoding::placeRows(rows, {.bpm = 97, .stepsPerBeat = grid})) {
                    QCOMPARE(note.onset.value % (480 / grid), 0);
                    QCOMPARE(note.length.value % (480 / grid), 0);
                    QVERIFY(note.length.value > 0);
                }
        }
    }

    void roundingDoesNotAddUp() {
        const std::vector<encoding::NoteRow> rows(1001, {60, 0.13, 0.1}); // a sixteenth is 0.125 s
        const auto notes = encoding::placeRows(rows, {.stepsPerBeat = 4});
        QCOMPARE(notes.back().onset.value, std::llround(130.0 / 0.125) * 120);
    }
};

CONTRAFACT_TEST(TestNoteRows)
#include "tst_note_rows.moc"
