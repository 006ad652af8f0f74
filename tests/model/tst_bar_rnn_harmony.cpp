// SPDX-License-Identifier: GPL-3.0-or-later
// Bar RNN: chord progressions in the manner of songs, and that new music follows them.
#include "models/nn/random.h"
#include "models/systems/bar_rnn/chord_names.h"
#include "models/systems/bar_rnn/composer.h"
#include "models/systems/bar_rnn/drawing.h"
#include "models/systems/bar_rnn/form.h"
#include "models/systems/bar_rnn/harmony.h"
#include "models/systems/bar_rnn/plan.h"
#include "tests/model/untrained_bar_rnn.h"
#include "tests/support/test.h"

#include <nlohmann/json.hpp>

#include <map>
#include <set>

using namespace contrafact;
using namespace contrafact::models;
using namespace contrafact::models::bar_rnn;

namespace {

constexpr int kInC = 0, kInAMinor = 2 * 9 + 1;

encoding::NoteBar triad(int root, int third) {
    encoding::NoteBar bar;
    for (const int interval : {0, third, 7})
        bar.notes.push_back({0, 0, static_cast<std::uint8_t>(48 + root + interval), 12, 5});
    std::ranges::sort(bar.notes);
    return bar;
}

/// A song that goes round and round through major chords on these roots.
std::vector<encoding::NoteBar> song(const std::vector<int>& roots, int rounds = 8) {
    std::vector<encoding::NoteBar> bars;
    for (int i = 0; i < rounds; ++i)
        for (const int root : roots) bars.push_back(triad(root, 4));
    return bars;
}

Harmony ofOneSong(const std::vector<int>& roots, int key = kInC) {
    Harmony harmony;
    harmony.add(song(roots), key);
    return harmony;
}

/// After C A F G C A F G, from how far back whole bars come again in the next one, 400 times.
std::map<int, int> wholeBarsAgain(int chord, const Known& known = {}) {
    const auto model = test::untrainedBarRnn();
    EventStepper stepper(model);
    std::map<int, int> backs;
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        Drawing drawing(model, stepper, known,
                        {.temperature = 1, .topP = 1, .again = 4, .seed = seed});
        drawing.recall(song({0, 9, 5, 7}, 2));
        drawing.beginBar(48, encoding::MeterClass::M44, chord);
        drawing.next(); // the chord
        drawing.next();
        const auto& state = drawing.state();
        if (state.lastKind() == encoding::EventKind::Whole)
            ++backs[encoding::kWholeBack[static_cast<std::size_t>(state.lastToken() -
                                                                  encoding::kWholeTokens)]];
    }
    return backs;
}

} // namespace

class TestBarRnnHarmony : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingIsDrawnFromNoSongs() {
        QVERIFY(Harmony().empty());
        QVERIFY(Harmony().draw(8, kInC, true, 1).empty());
    }

    /// Music that goes on from drums alone is in no key.
    void nothingIsDrawnInNoKey() { QVERIFY(ofOneSong({0, 5, 7, 0}).draw(8, -1, true, 1).empty()); }

    void aSongWithoutAKeyIsPassedOver() {
        Harmony harmony;
        harmony.add(song({0, 5, 7, 0}), -1);
        QVERIFY(harmony.empty());
    }

    void modesAreKeptApart() {
        const auto harmony = ofOneSong({0, 5, 7, 0});
        QVERIFY(harmony.draw(8, kInAMinor, true, 1).empty());
        QCOMPARE(std::ssize(harmony.draw(8, kInC, true, 1)), 8);
    }

    void theOnlyProgressionIsFound() {
        const auto chords = ofOneSong({0, 9, 5, 7}).draw(16, kInC, false, 3);
        QCOMPARE(chordText(std::span(chords).first(8)), std::string("C A F G C A F G"));
    }

    void itIsMovedToTheKey() {
        const auto inG = ofOneSong({7, 4, 0, 2}, 2 * 7).draw(4, 2 * 2, false, 3);
        QCOMPARE(chordText(inG), std::string("D B G A")); // the same steps above D
    }

    void phrasesComeAgain() {
        const auto harmony = ofOneSong({0, 5, 7, 9, 2, 7, 5, 7, 0, 7, 9, 4, 5, 0, 2, 7});
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const auto chords = harmony.draw(32, kInC, false, seed);
            QVERIFY(std::equal(chords.begin(), chords.begin() + 8, chords.begin() + 8));
            QVERIFY(std::equal(chords.begin(), chords.begin() + 8, chords.begin() + 24));
        }
    }

    /// Where songs do, the second half of a phrase begins as the first did.
    void halvesAnswerAsSongsDo() {
        const auto answers = [](const std::vector<int>& roots) {
            const auto harmony = ofOneSong(roots);
            int count = 0;
            for (std::uint64_t seed = 1; seed <= 40; ++seed) {
                const auto chords = harmony.draw(8, kInC, false, seed);
                count += std::equal(chords.begin(), chords.begin() + 2, chords.begin() + 4);
            }
            return count;
        };
        QCOMPARE(answers({0, 9, 5, 7, 0, 9, 2, 7}), 40);
        QVERIFY(answers({0, 9, 5, 7, 4, 2, 5, 7}) < 40);
    }

    void whatEndsEndsOnTheTonic() {
        const auto harmony = ofOneSong({0, 5, 2, 7, 9, 5, 2, 7});
        for (const int bars : {1, 2, 7, 8, 12, 100}) {
            const auto chords = harmony.draw(bars, kInC, true, 5);
            QCOMPARE(std::ssize(chords), bars);
            QCOMPARE(chords.back(), 1);
            if (bars > 1) QCOMPARE(chords[chords.size() - 2], 1 + 2 * 7); // the only one before C
        }
    }

    /// Songs whose key is taken for A minor, though their chords are A, D, E and B.
    void whatEndsEndsInTheModeThatIsHeard() {
        const auto harmony = ofOneSong({9, 2, 4, 11, 9, 2, 11, 4}, kInAMinor);
        const auto chords = harmony.draw(8, kInAMinor, true, 5);
        QCOMPARE(chords.back(), 1 + 2 * 9);
        QCOMPARE(chords[6], 1 + 2 * 4); // the only one before A
    }

    void aSeedGivesTheSameChords() {
        const auto harmony = ofOneSong({0, 5, 7, 9, 2, 7, 5, 7, 0, 7, 9, 4, 5, 0, 2, 7});
        std::set<std::vector<int>> different;
        for (std::uint64_t seed = 1; seed <= 8; ++seed) {
            different.insert(harmony.draw(32, kInC, true, seed));
            QCOMPARE(harmony.draw(32, kInC, true, seed), harmony.draw(32, kInC, true, seed));
        }
        QVERIFY(different.size() > 1);
    }

    /// A wrong estimate now and then is not played.
    void rareChordsAreLeftOut() {
        auto bars = song({0, 5, 7, 0}, 40);
        bars[17] = triad(6, 4);
        Harmony harmony;
        harmony.add(bars, kInC);
        for (std::uint64_t seed = 1; seed <= 50; ++seed)
            for (const int chord : harmony.draw(32, kInC, true, seed)) QVERIFY(chord != 1 + 2 * 6);
    }

    void textIsReadBack() {
        const std::vector<int> chords{1, 2, 7, 22, 24, -1};
        QCOMPARE(chordText(chords), std::string("C Cm Eb Bbm Bm -"));
        QCOMPARE(chordsFrom(chordText(chords)).value(), chords);
    }

    void chordsOfACheckpointComeBack() {
        const auto system = findSystem("bar-rnn");
        const auto params =
            system->training.parse({{"hidden", "16"}, {"embed", "8"}, {"inputs", "8"}}).value();
        Model model(params), again(params);
        model.manner.harmony = ofOneSong({0, 5, 7, 0});
        TensorFile file;
        model.save(file);
        again.load(file);
        QCOMPARE(again.manner.harmony.songs(false), model.manner.harmony.songs(false));
        QVERIFY(again.manner.harmony.songs(true).empty());
    }

    void barsOfTheToldChordComeAgain() {
        auto told = wholeBarsAgain(1), free = wholeBarsAgain(-1);
        const auto fitting = [](auto& backs) { return backs[4] + backs[8]; };
        const auto others = [](auto& backs) { return backs[1] + backs[2]; };
        QVERIFY(fitting(told) > 20 * std::max(1, others(told)));
        QVERIFY(fitting(free) < 3 * others(free)); // nothing is known of what fits
    }

    void barsOfAnotherPhraseSeldomComeAgain() {
        Known same, other;
        same.bars.resize(9);
        for (int bar = 0; bar < 9; ++bar) same.bars[std::size_t(bar)].inForm = bar % kPhrase;
        other = same;
        other.bars[8].inForm = 2 * kPhrase; // the other phrase
        const auto all = [](const std::map<int, int>& backs) {
            int count = 0;
            for (const auto& [back, times] : backs) count += times;
            return count;
        };
        QVERIFY(all(wholeBarsAgain(1, same)) > 2 * all(wholeBarsAgain(1, other)));
        QCOMPARE(wholeBarsAgain(1, same), wholeBarsAgain(1));
    }

    void newMusicSaysItsChords() {
        const auto system = findSystem("bar-rnn");
        auto model = test::untrainedBarRnn();
        model.manner.harmony = ofOneSong({0, 9, 5, 7});
        const auto composer = makeComposerOf(model, {.system = "bar-rnn"});
        const auto chordsOf = [&](const char* harmony) {
            const auto controls =
                system->generation.parse({{"harmony", harmony}, {"key", "D"}, {"ending", "false"}});
            const auto made = composer->generate({.controls = controls.value(), .bars = 4}, {});
            return nlohmann::json::parse(made.value().provenance).value("chords", "none");
        };
        QCOMPARE(chordsOf("planned"), std::string("D B G A"));
        QCOMPARE(chordsOf("free"), std::string("none"));
    }
};

CONTRAFACT_TEST(TestBarRnnHarmony)
#include "tst_bar_rnn_harmony.moc"
