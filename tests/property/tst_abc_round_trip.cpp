// SPDX-License-Identifier: GPL-3.0-or-later
// Writing ABC and reading it back gives the same notes, for music on the grid.
#include "core/exchange/abc_reader.h"
#include "core/exchange/abc_writer.h"
#include "tests/support/random_score.h"
#include "tests/support/test.h"

#include <string>

using namespace contrafact;
using test::Random;
using test::randomGridScore;

class TestAbcRoundTrip : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void notesSurvive() {
        for (unsigned seed = 1; seed <= 300; ++seed) {
            const auto before = randomGridScore(Random(seed));
            const auto text = exchange::writeAbc(before);
            QVERIFY2(text.ok(), text.ok() ? "" : text.message().c_str());
            const auto after = exchange::readAbc(*text, "written");
            QVERIFY(after.ok());
            QVERIFY2(after->warnings.empty(),
                     after->warnings.empty() ? "" : after->warnings[0].c_str());
            const auto difference = test::differenceAsAbc(before, after->scores[0]);
            if (!difference.empty())
                QFAIL(("seed " + std::to_string(seed) + ": " + difference + "\n" + *text).c_str());
        }
    }

    void writingIsStable() {
        for (unsigned seed = 1; seed <= 50; ++seed) {
            const auto once = exchange::writeAbc(randomGridScore(Random(seed)));
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
            auto text = exchange::writeAbc(randomGridScore(Random(seed % 10 + 1))).value();
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
};

CONTRAFACT_TEST(TestAbcRoundTrip)
#include "tst_abc_round_trip.moc"
