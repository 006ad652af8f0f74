// SPDX-License-Identifier: GPL-3.0-or-later
// Scores survive the way score -> bars -> events -> bars -> score, whatever is in them.
#include "core/encoding/events.h"
#include "tests/support/random_score.h"
#include "tests/support/test.h"

#include <algorithm>
#include <set>

using namespace contrafact;
using namespace contrafact::encoding;

namespace {

constexpr int kScores = 60;

std::vector<BarSpan> spansOf(const score::Score& score) {
    return barSpans(score, {score::Tick(), std::max(score.end(), score::Tick(1))});
}

/// Bars as songs have them: most of what stands in one comes again.
std::vector<NoteBar> randomBars(test::Random& random) {
    std::vector<NoteBar> bars;
    for (int i = random.in(1, 40); i > 0; --i) {
        if (!bars.empty() && random.chance(50)) {
            bars.push_back(bars[bars.size() - 1 - random.in(0, int(bars.size()) - 1)]);
            continue;
        }
        NoteBar bar{random.chance(80) ? 48 : random.in(1, kMostBarSteps), MeterClass::Other, {}};
        std::set<BarNote> notes;
        for (int n = random.in(0, 20); n > 0; --n) {
            const int family = random.in(0, kFamilies - 1);
            const bool drum = family == kDrums;
            notes.insert({std::uint8_t(random.in(0, bar.steps - 1)), std::uint8_t(family),
                          std::uint8_t(drum ? random.in(kLowestDrum, kHighestDrum)
                                            : random.in(kLowestPitch, kHighestPitch)),
                          std::uint8_t(drum ? 0 : random.in(0, kDurationClasses - 1)),
                          std::uint8_t(random.in(0, kVelocityClasses - 1))});
        }
        for (const auto& note : notes)
            if (bar.notes.empty() || bar.notes.back().step != note.step ||
                bar.notes.back().family != note.family || bar.notes.back().pitch != note.pitch)
                bar.notes.push_back(note);
        bars.push_back(std::move(bar));
    }
    return bars;
}

/// Repeats take over velocities.
std::vector<BarNote> withoutVelocity(std::vector<BarNote> notes) {
    for (auto& note : notes) note.velocity = 0;
    return notes;
}

void compareBars(const std::vector<NoteBar>& a, const std::vector<NoteBar>& b) {
    QCOMPARE(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        QCOMPARE(a[i].steps, b[i].steps);
        QVERIFY(withoutVelocity(a[i].notes) == withoutVelocity(b[i].notes));
    }
}

} // namespace

class TestEvents : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tokensSayWhatTheyAre() {
        QVERIFY(kindOf(kBarToken) == EventKind::Bar);
        QVERIFY(kindOf(chordToken(kChords - 1)) == EventKind::Chord);
        QVERIFY(kindOf(wholeToken(0)) == EventKind::Whole);
        QVERIFY(kindOf(againToken(kDrums, kFamilyBacks - 1)) == EventKind::Again);
        QVERIFY(kindOf(positionToken(0)) == EventKind::Position);
        QVERIFY(kindOf(positionToken(kMostBarSteps - 1)) == EventKind::Position);
        for (int index = 0; index < kNotes; ++index) {
            const auto name = noteName(index);
            QCOMPARE(noteIndex(name.family, name.pitch), index);
            QVERIFY(kindOf(kNoteTokens + index) == EventKind::Note);
        }
    }

    void barsSurviveEvents() {
        for (unsigned seed = 1; seed <= kScores; ++seed) {
            test::Random random(seed);
            const auto bars = randomBars(random);
            compareBars(fromEvents(toEvents(bars), bars), bars);
        }
    }

    void anyScoreBecomesBarsThatSurvive() {
        for (unsigned seed = 1; seed <= kScores; ++seed) {
            const auto score = test::randomWritableScore(seed);
            const auto bars = toBars(score, spansOf(score));
            for (const auto& bar : bars) {
                QVERIFY(bar.steps >= 1 && bar.steps <= kMostBarSteps);
                QVERIFY(std::ranges::is_sorted(bar.notes));
                for (const auto& note : bar.notes) QVERIFY(note.step < bar.steps);
            }
            compareBars(fromEvents(toEvents(bars), bars), bars);
        }
    }

    /// What lies on the grid comes back as it was.
    void musicOnTheGridComesBack() {
        for (unsigned seed = 1; seed <= kScores; ++seed) {
            test::Random random(seed);
            const auto bars = randomBars(random);
            score::Score like;
            like.meter = score::MeterMap(like.ppq(), {{score::Tick(), 4, 4}});
            std::vector<BarSpan> spans;
            std::vector<NoteBar> straight;
            for (std::size_t i = 0; i < bars.size(); ++i) {
                NoteBar bar{48, MeterClass::M44, {}};
                for (auto note : bars[i].notes) {
                    note.step = std::uint8_t(note.step % 16 * 3);
                    note.duration = 2; // a sixteenth, so that no note reaches the next
                    if (note.family == kDrums) note.duration = 0;
                    bar.notes.push_back(note);
                }
                std::ranges::sort(bar.notes);
                const auto same = [](const BarNote& a, const BarNote& b) {
                    return a.step == b.step && a.family == b.family && a.pitch == b.pitch;
                };
                bar.notes.erase(std::unique(bar.notes.begin(), bar.notes.end(), same),
                                bar.notes.end());
                straight.push_back(bar);
                const auto begin = like.meter.barStart(int(i));
                spans.push_back({{begin, like.meter.barStart(int(i) + 1)}, 48, MeterClass::M44});
            }
            const auto back = toBars(toScore(straight, like, spans), spans);
            QCOMPARE(back.size(), straight.size());
            for (std::size_t i = 0; i < back.size(); ++i)
                QVERIFY(back[i].notes == straight[i].notes);
        }
    }

    void tripletsAndSixteenthsBothHaveAPlace() {
        score::Score score;
        std::vector<score::Note> notes;
        for (const int tick : {0, 160, 320, 480, 600, 720, 840}) // eighth triplets, sixteenths
            notes.push_back({score::Tick(tick), score::Tick(100), score::Pitch(60)});
        score.addTrack(score::Track({}, notes));
        const auto bars = toBars(score, spansOf(score));
        std::vector<int> steps;
        for (const auto& note : bars[0].notes) steps.push_back(note.step);
        QCOMPARE(steps, (std::vector<int>{0, 4, 8, 12, 15, 18, 21}));
    }

    /// A tied-over melody stays one voice although lengths are classes.
    void whatEndedBeforeTheNextNoteStillDoes() {
        score::Score score;
        std::vector<score::Note> notes;
        for (const int sixteenth : {0, 5, 12, 15, 25})
            notes.push_back({score::Tick(sixteenth * 120), score::Tick(), score::Pitch(60)});
        for (std::size_t i = 0; i + 1 < notes.size(); ++i) {
            notes[i].length = notes[i + 1].onset - notes[i].onset;
            notes[i].pitch = score::Pitch(std::int16_t(60 + i));
        }
        notes.back().length = score::Tick(480);
        score.addTrack(score::Track({}, notes));
        const auto spans = spansOf(score);
        const auto back = toScore(toBars(score, spans), score, spans);
        const auto line = back.track(0).notes();
        for (std::size_t i = 0; i + 1 < line.size(); ++i)
            QVERIFY(line[i].end() <= line[i + 1].onset);
    }

    void aBarThatComesAgainIsOneEvent() {
        NoteBar bar;
        bar.notes = {{0, 2, 36, 6, 5}, {0, 0, 60, 6, 5}, {12, 4, 38, 0, 6}};
        std::ranges::sort(bar.notes);
        const std::vector<NoteBar> bars{bar, bar};
        const auto events = toEvents(bars);
        QCOMPARE(events.back().token, std::int16_t(wholeToken(0)));
        QCOMPARE(familyRepeat(std::span(bars).first(1), bar, 0), 0);
        QCOMPARE(familyRepeat(std::span(bars).first(1), bar, 1), -1); // guitar is silent
    }

    void chordsAreTheBarsTriads() {
        NoteBar bar;
        for (const int pitch : {57, 60, 64}) bar.notes.push_back({0, 0, std::uint8_t(pitch), 6, 5});
        QCOMPARE(chordOf(bar), 1 + 2 * 9 + 1); // A minor
        QCOMPARE(chordOf(NoteBar{}), 0);
    }
};

CONTRAFACT_TEST(TestEvents)
#include "tst_events.moc"
