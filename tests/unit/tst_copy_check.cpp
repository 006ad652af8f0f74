// SPDX-License-Identifier: GPL-3.0-or-later
// The copy check finds what was copied, whatever key, tempo or instrument it moved to, and nothing
// else.
#include "core/metrics/copy_check.h"
#include "tests/support/music.h"
#include "tests/support/test.h"

#include <random>

using namespace contrafact;
using encoding::GridNote;

namespace {

/// Notes one after the other; a pitch of 0 is a rest of the given length.
struct Step {
    int pitch;
    int length;
};

std::vector<GridNote> line(const std::vector<Step>& steps, int transpose = 0, int from = 0) {
    std::vector<GridNote> notes;
    for (const auto& [pitch, length] : steps) {
        if (pitch)
            notes.push_back({from, static_cast<std::int16_t>(length),
                             static_cast<std::uint8_t>(pitch + transpose), 90});
        from += length;
    }
    return notes;
}

const std::vector<Step> kTheme{{60, 2}, {60, 1}, {64, 1}, {67, 3}, {67, 1},
                               {65, 2}, {62, 4}, {0, 2},  {71, 1}, {72, 7}};

corpus::Song song(const std::string& name, std::size_t family, std::vector<GridNote> notes) {
    corpus::Song out;
    out.name = name;
    encoding::GridSong grid;
    grid.notes[family] = std::move(notes);
    out.score = encoding::toScore(grid);
    return out;
}

/// Pitches and times without any order that another seed would share for long.
std::vector<GridNote> randomLine(unsigned seed, int bars) {
    std::mt19937 random(seed);
    std::vector<GridNote> notes;
    for (int step = 0; step < bars * encoding::kStepsPerBar; step += 1 + int(random() % 3))
        notes.push_back({step, 1, static_cast<std::uint8_t>(48 + random() % 30), 90});
    return notes;
}

corpus::Corpus trainingCorpus() {
    corpus::Corpus corpus;
    corpus.songs = {song("noise", 0, randomLine(1, 40)), song("theme", 1, line(kTheme, 0, 5)),
                    song("more noise", 3, randomLine(2, 40))};
    return corpus;
}

metrics::CopyReport checked(const metrics::CopyCheck& check, const corpus::Song& song) {
    return check.check(song.score);
}

} // namespace

class TestCopyCheck : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aThemeIsFoundInAnyKeyAndInstrument() {
        const metrics::CopyCheck check(trainingCorpus());
        for (const int transpose : {0, -7, 12}) {
            const auto report = checked(check, song("", 3, line(kTheme, transpose, 11)));
            QCOMPARE(report.longestRun, 9);
            QCOMPARE(report.runSong, std::string("theme"));
        }
    }

    void aThemeIsFoundAtAnyTempo() {
        const metrics::CopyCheck check(trainingCorpus());
        for (const int times : {2, 3, 4}) {
            auto slower = kTheme;
            for (auto& step : slower) step.length *= times;
            const auto report = checked(check, song("", 3, line(slower)));
            QCOMPARE(report.longestRun, 9);
            QCOMPARE(report.runSong, std::string("theme"));
        }
    }

    void aThemeIsFoundAsItIsPlayed() {
        // A third faster in ticks, and no onset where it is written.
        auto score = song("", 3, line(kTheme)).score;
        std::vector<score::Note> notes(score.track(0).notes().begin(),
                                       score.track(0).notes().end());
        for (std::size_t i = 0; i < notes.size(); ++i)
            notes[i].onset = score::Tick(notes[i].onset.value * 3 / 4 + (i % 2 ? 7 : 0));
        score.editTrack(0).setNotes(notes);
        QCOMPARE(metrics::CopyCheck(trainingCorpus()).check(score).longestRun, 9);
    }

    void anotherRhythmIsAnotherTheme() {
        auto other = kTheme;
        for (std::size_t i = 0; i < other.size(); i += 2) other[i].length *= 4;
        const auto report = checked(metrics::CopyCheck(trainingCorpus()), song("", 3, line(other)));
        QVERIFY2(report.longestRun < 5, std::to_string(report.longestRun).c_str());
    }

    void aCopiedSegmentIsNearInAnyKey() {
        const auto corpus = trainingCorpus();
        auto moved = corpus.songs[2];
        const auto notes = moved.score.track(0).notes();
        std::vector<score::Note> shifted(notes.begin(), notes.end());
        for (auto& note : shifted) note.pitch = score::Pitch(note.pitch.value + 5);
        moved.score.editTrack(0).setNotes(std::move(shifted));
        const auto report = checked(metrics::CopyCheck(corpus), moved);
        QCOMPARE(report.nearestDistance, 0.0);
        QCOMPARE(report.meanDistance, 0.0);
        QCOMPARE(report.segments, 10);
    }

    void repeatedNotesAloneAreNoRun() {
        corpus::Corpus corpus;
        corpus.songs = {song("drone", 2, line(std::vector<Step>(200, {40, 1})))};
        const auto report =
            checked(metrics::CopyCheck(corpus), song("", 2, line(std::vector<Step>(90, {41, 1}))));
        QCOMPARE(report.longestRun, 0);
        QCOMPARE(report.runSong, std::string());
    }

    void drumsAreNoMelody() {
        corpus::Corpus corpus;
        corpus.songs = {song("beat", encoding::kDrums, line(kTheme))};
        const auto report =
            checked(metrics::CopyCheck(corpus), song("", encoding::kDrums, line(kTheme)));
        QCOMPARE(report.longestRun, 0);
        QCOMPARE(report.nearestDistance, 0.0);
    }

    void theHighestNoteLeads() {
        corpus::Corpus corpus;
        corpus.songs = {song("theme", 0, line(kTheme))};
        auto chords = line(kTheme);
        for (auto note : line(kTheme, -12)) chords.push_back(note);
        std::ranges::sort(chords, {}, [](const GridNote& n) { return n.step * 128 + n.pitch; });
        QCOMPARE(checked(metrics::CopyCheck(corpus), song("", 0, chords)).longestRun, 9);
    }

    void songsHeldOutDoNotCount() {
        auto corpus = trainingCorpus();
        corpus.songs[1].validation = true;
        const auto report = checked(metrics::CopyCheck(corpus), song("", 1, line(kTheme, 0, 5)));
        QVERIFY(report.runSong != "theme");
        QVERIFY(report.nearestSong != "theme");
    }

    void aCopiedSegmentIsNearestWhereItStands() {
        const auto corpus = trainingCorpus();
        const metrics::CopyCheck check(corpus);
        const auto source = encoding::toGrid(corpus.songs[2].score);
        // Bars 14 to 17 of the song, played from the second bar on of an eight-bar piece.
        std::vector<GridNote> copied;
        for (auto note : source.notes[3])
            if (note.step >= 13 * 8 && note.step < 17 * 8) {
                note.step -= 9 * 8;
                copied.push_back(note);
            }
        const auto report = checked(check, song("", 3, copied));
        QCOMPARE(report.nearestDistance, 0.0);
        QCOMPARE(report.nearestSong, std::string("more noise"));
        QCOMPARE(report.nearestBar, 14);
    }

    void aWholeSongIsItsOwnCopy() {
        const auto score = test::scale(60, 64);
        corpus::Corpus corpus;
        corpus.songs.resize(1);
        corpus.songs[0].name = "scale";
        corpus.songs[0].score = score;
        const auto report = metrics::CopyCheck(corpus).check(score);
        QCOMPARE(report.longestRun, 64);
        QCOMPARE(report.nearestDistance, 0.0);
    }

    void nothingIsComparedWithNothing() {
        const metrics::CopyReport none;
        for (const auto& corpus : {corpus::Corpus{}, trainingCorpus()}) {
            const auto report = metrics::CopyCheck(corpus).check(score::Score());
            QCOMPARE(report.longestRun, none.longestRun);
            QCOMPARE(report.nearestDistance, none.nearestDistance);
            QCOMPARE(report.nearestBar, 0);
        }
        const auto report = metrics::CopyCheck({}).check(test::scale(60, 40));
        QCOMPARE(report.longestRun, 0);
        QCOMPARE(report.nearestDistance, 1.0);
    }
};

CONTRAFACT_TEST(TestCopyCheck)
#include "tst_copy_check.moc"
