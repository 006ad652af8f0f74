// SPDX-License-Identifier: GPL-3.0-or-later
// Writing ABC and reading it back gives the same notes, for music on the grid.
#include "core/exchange/abc_reader.h"
#include "core/exchange/abc_writer.h"
#include "tests/support/random_score.h"
#include "tests/support/test.h"

#include <string>

using namespace contrafact;
using test::Random;

class TestAbcRoundTrip : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void notesSurvive() {
        for (unsigned seed = 1; seed <= 300; ++seed) {
            const auto before = randomGridScore(seed);
            const auto text = exchange::writeAbc(before);
            QVERIFY2(text.ok(), text.ok() ? "" : text.message().c_str());
            const auto after = exchange::readAbc(*text, "written");
            QVERIFY(after.ok());
            QVERIFY2(after->warnings.empty(),
                     after->warnings.empty() ? "" : after->warnings[0].c_str());
            const auto difference = compare(before, after->scores[0]);
            if (!difference.empty())
                QFAIL(("seed " + std::to_string(seed) + ": " + difference + "\n" + *text).c_str());
        }
    }

    void writingIsStable() {
        for (unsigned seed = 1; seed <= 50; ++seed) {
            const auto once = exchange::writeAbc(randomGridScore(seed));
            QVERIFY(once.ok());
            const auto read = exchange::readAbc(*once, "once");
            QVERIFY(read.ok());
            const auto twice = exchange::writeAbc(read->scores[0]);
            QVERIFY(twice.ok());
            QCOMPARE(*twice, *once);
        }
    }

    void anyMusicIsRoundedToTheGrid() {
        for (unsigned seed = 1; seed <= 40; ++seed) {
            auto before = test::randomWritableScore(seed);
            if (before.noteCount() == 0) continue;
            before.meter = score::MeterMap(before.ppq());
            const auto text = exchange::writeAbc(before);
            QVERIFY(text.ok());
            const auto after = exchange::readAbc(*text, "written");
            QVERIFY(after.ok());
            QVERIFY(after->scores[0].noteCount() <= before.noteCount());
        }
    }

    void mutilatedTextIsNeverFatal() {
        for (unsigned seed = 1; seed <= 300; ++seed) {
            Random random(seed);
            auto text = exchange::writeAbc(randomGridScore(seed % 10 + 1)).value();
            for (int i = random.in(1, 40); i > 0; --i) {
                const auto at =
                    static_cast<std::size_t>(random.in(0, static_cast<int>(text.size()) - 1));
                if (random.chance(50))
                    text[at] = static_cast<char>(random.in(0, 255));
                else
                    text.insert(at, 1, "|:[](){}<>!\"&-^_=3/z%\n"[random.in(0, 21)]);
            }
            const auto file = exchange::readAbc(text, "mutilated");
            QVERIFY(file.ok() || !file.message().empty());
        }
    }

private:
    static constexpr int kGrid = score::kDefaultPpq / 12;

    /// Notes on the grid that do not overlap themselves on one pitch.
    static std::vector<score::Note> gridNotes(Random& random, score::Score& score) {
        std::vector<score::Note> notes;
        for (int i = random.in(1, 60); i > 0; --i) {
            score::Note note;
            note.id = score.newNoteId();
            note.onset = score::Tick(random.in(0, 200) * kGrid);
            note.length = score::Tick(random.in(1, 40) * kGrid);
            note.pitch = score::Pitch(static_cast<std::int16_t>(random.in(0, 127)));
            if (random.chance(60))
                note.pitch.value = static_cast<std::int16_t>(58 + random.in(0, 7));
            const bool overlaps = std::any_of(notes.begin(), notes.end(), [&](const auto& other) {
                return other.pitch == note.pitch && other.onset < note.end() &&
                       note.onset < other.end();
            });
            if (!overlaps) notes.push_back(note);
        }
        return notes;
    }

    static score::Score randomGridScore(unsigned seed) {
        Random random(seed);
        score::Score score;
        score.title = random.chance(50) ? "50 % of \u00e9verything" : "";
        const std::pair<int, int> meters[] = {{4, 4}, {3, 4}, {6, 8}, {2, 2}, {5, 8}, {7, 16}};
        const auto [numerator, denominator] = meters[random.in(0, 5)];
        std::vector<score::MeterEvent> meter{{score::Tick(), numerator, denominator}};
        if (random.chance(30)) meter.push_back({score::Tick(1920 * random.in(1, 4)), 9, 8});
        score.meter = score::MeterMap(score.ppq(), meter);
        score.keys = {{score::Tick(), random.in(-7, 7), random.chance(50)}};
        if (random.chance(50))
            score.keys.push_back({score.meter.barStart(2), random.in(-7, 7), random.chance(50)});
        for (int i = random.in(1, 4); i > 0; --i) {
            score::TrackInfo info;
            info.name = "Track " + std::to_string(i);
            info.channel = random.in(0, 15);
            info.program = random.in(0, 127);
            score.addTrack(score::Track(info, gridNotes(random, score)));
        }
        return score;
    }

    /// Empty when both have the same tracks and notes; velocities are not written.
    static std::string compare(const score::Score& a, const score::Score& b) {
        if (a.trackCount() != b.trackCount()) return "number of tracks";
        if (a.title != b.title) return "title";
        for (int i = 0; i < a.trackCount(); ++i) {
            const auto x = a.track(i).notes(), y = b.track(i).notes();
            if (a.track(i).info.name != b.track(i).info.name ||
                a.track(i).info.channel != b.track(i).info.channel ||
                a.track(i).info.program != b.track(i).info.program)
                return "track " + std::to_string(i);
            if (x.size() != y.size()) return "number of notes of track " + std::to_string(i);
            for (std::size_t n = 0; n < x.size(); ++n)
                if (x[n].onset != y[n].onset || x[n].length != y[n].length ||
                    x[n].pitch != y[n].pitch)
                    return "note " + std::to_string(n) + " of track " + std::to_string(i);
        }
        return {};
    }
};

CONTRAFACT_TEST(TestAbcRoundTrip)
#include "tst_abc_round_trip.moc"
