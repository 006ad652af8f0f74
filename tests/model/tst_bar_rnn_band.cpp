// SPDX-License-Identifier: GPL-3.0-or-later
// Bar RNN: who of a band plays what in new music, and how a piece ends.
#include "models/systems/bar_rnn/arrangement.h"
#include "models/systems/bar_rnn/composer.h"
#include "models/systems/bar_rnn/drawing.h"
#include "models/systems/bar_rnn/ending.h"
#include "models/systems/bar_rnn/form.h"
#include "models/systems/bar_rnn/plan.h"
#include "tests/model/untrained_bar_rnn.h"
#include "tests/support/test.h"

#include <algorithm>
#include <map>
#include <set>

using namespace contrafact;
using namespace contrafact::encoding;
using namespace contrafact::models;
using namespace contrafact::models::bar_rnn;

namespace {

constexpr int kPiano = static_cast<int>(Family::Piano), kGuitar = static_cast<int>(Family::Guitar),
              kBass = static_cast<int>(Family::Bass), kStrings = static_cast<int>(Family::Strings);

Params controls(const std::map<std::string, std::string>& chosen = {}) {
    return findSystem("bar-rnn")->generation.parse(chosen).value();
}

/// Four bars: the strings climb a scale over a bass, and over the guitar's chords.
std::vector<NoteBar> tuneOverABand(int tuneAtOnce = 1) {
    std::vector<NoteBar> bars(4);
    for (auto& bar : bars) {
        const auto add = [&](int step, int family, int pitch, int duration) {
            bar.notes.push_back({std::uint8_t(step), std::uint8_t(family), std::uint8_t(pitch),
                                 std::uint8_t(duration), 5});
        };
        for (int i = 0; i < 8; ++i)
            for (int voice = 0; voice < tuneAtOnce; ++voice)
                add(6 * i, kStrings, 72 + 2 * (i % 5) - 5 * voice, 4);
        for (const int pitch : {48, 52, 55}) add(0, kGuitar, pitch, 15);
        add(0, kBass, 36, 15);
        std::ranges::sort(bar.notes);
    }
    return bars;
}

std::vector<NoteBar> without(std::vector<NoteBar> bars, int family) {
    for (auto& bar : bars)
        std::erase_if(bar.notes, [&](const BarNote& note) { return note.family == family; });
    return bars;
}

Arrangement led(Lead lead, std::int8_t drums) {
    Arrangement one{.lead = lead};
    one.parts[std::size_t(familyOf(lead))] = {3, 2, 0};
    one.parts[std::size_t(kDrums)].density = drums;
    return one;
}

/// Songs that strings lead, one with as many stretches as densities of the drums are given.
Arrangements ofStrings(std::initializer_list<std::int8_t> drums) {
    std::vector<std::uint8_t> bytes;
    for (const auto density : drums) {
        std::array<std::uint8_t, Arrangements::kBytes> row;
        row.fill(255);
        row[0] = bytes.empty();
        row[1] = static_cast<std::uint8_t>(Lead::Strings);
        row[2 + 3 * std::size_t(kStrings)] = 3;
        row[3 + 3 * std::size_t(kStrings)] = 2;
        row[4 + 3 * std::size_t(kStrings)] = 0;
        row[2 + 3 * std::size_t(kPiano)] = 0;
        row[2 + 3 * std::size_t(kDrums)] = static_cast<std::uint8_t>(density);
        bytes.insert(bytes.end(), row.begin(), row.end());
    }
    return Arrangements::fromBytes(bytes);
}

bool any(const Arrangement&) {
    return true;
}

Plan planned(const std::map<std::string, std::string>& chosen, const Arrangements& songs,
             int bars = 64) {
    GenerationRequest request{.controls = controls(chosen), .bars = bars};
    request.seed = 5;
    return planOf(request, {.harmony = {}, .arrangements = songs}).value();
}

Plan planned(const Place& place, const std::map<std::string, std::string>& chosen = {}) {
    GenerationRequest request{.controls = controls(chosen)};
    request.place = place;
    return planOf(request, {}).value();
}

/// Bars of a band that an untrained network makes of it: `given` ones, then the last of the piece.
std::vector<BarNote> lastBarAfter(const std::vector<NoteBar>& given, std::uint64_t seed,
                                  Known known) {
    static const Model model = test::untrainedBarRnn();
    EventStepper stepper(model);
    known.bars.resize(given.size() + 1);
    known.bars.back().ends = true;
    Drawing drawing(model, stepper, known, {.seed = seed});
    drawing.recall(given);
    drawing.beginBar(48, MeterClass::M44, 1 + 2 * 7 + 1); // G minor
    while (drawing.next()) {
    }
    return drawing.state().notes();
}

score::Score composed(const std::map<std::string, std::string>& chosen, std::uint64_t seed) {
    auto model = test::untrainedBarRnn();
    const auto composer = makeComposerOf(model, {.system = "bar-rnn"});
    GenerationRequest request{.controls = controls(chosen), .bars = 8};
    request.seed = seed;
    return composer->generate(request, {}).value().score;
}

} // namespace

class TestBarRnnBand : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aTuneOverABandIsAnArrangement() {
        const auto found = arrangementOf(tuneOverABand());
        QVERIFY(found);
        QCOMPARE(found->lead, Lead::Strings);
        QCOMPARE(found->parts[std::size_t(kStrings)], (Attributes{2, 2, 0}));
        QCOMPARE(found->parts[std::size_t(kGuitar)].polyphony, 2); // chords
        QCOMPARE(found->parts[std::size_t(kPiano)].density, 0);    // rests
    }

    void chordsAndDuosAreNone() {
        QVERIFY(!arrangementOf(tuneOverABand(3)));                   // chords have no tune
        QVERIFY(!arrangementOf(without(tuneOverABand(), kBass)));    // two are no band
        QVERIFY(!arrangementOf(without(tuneOverABand(), kStrings))); // nobody leads
        auto silent = tuneOverABand();
        for (std::size_t i = 1; i < silent.size(); ++i)
            silent[i] = without({silent[i]}, kGuitar).front();
        QVERIFY(!arrangementOf(silent)); // a guitar of one bar does not belong to the band
    }

    void whatHardlyPlaysIsLeftOpen() {
        auto bars = tuneOverABand();
        bars[2].notes.push_back({40, std::uint8_t(kPiano), 60, 4, 5});
        std::ranges::sort(bars[2].notes);
        QCOMPARE(arrangementOf(bars)->parts[std::size_t(kPiano)], Attributes{});
    }

    void theyComeBackFromBytes() {
        Arrangements songs;
        songs.add(tuneOverABand());
        auto two = tuneOverABand();
        const auto thinner = without(tuneOverABand(), kGuitar);
        two.insert(two.end(), thinner.begin(), thinner.end());
        songs.add(two);
        const auto bytes = songs.bytes();
        QCOMPARE(bytes.size(), 2 * Arrangements::kBytes); // the duo is none
        QCOMPARE(Arrangements::fromBytes(bytes).bytes(), bytes);
        QVERIFY(Arrangements::fromBytes({}).empty());
    }

    void allPhrasesAreOfOneSong() {
        Arrangements songs;
        QVERIFY(songs.draw(3, any, 1).empty());
        const auto varied = ofStrings({1, 2, 3, 4});
        std::set<std::int8_t> first;
        for (std::uint64_t seed = 1; seed < 40; ++seed) {
            const auto drawn = varied.draw(3, any, seed);
            QCOMPARE(drawn.size(), std::size_t{3});
            QCOMPARE(drawn, varied.draw(3, any, seed));
            first.insert(drawn[0].parts[std::size_t(kDrums)].density);
            QVERIFY(drawn[0] != drawn[1]);
        }
        QVERIFY(first.size() > 2);
        const auto piano = [](const Arrangement& one) { return one.lead == Lead::Piano; };
        QVERIFY(varied.draw(3, piano, 1).empty());
        QCOMPARE(ofStrings({2}).draw(3, any, 1), std::vector<Arrangement>(3, [] {
                     auto one = led(Lead::Strings, 2);
                     one.parts[std::size_t(kPiano)].density = 0;
                     return one;
                 }()));
    }

    void newMusicIsArrangedByPhrase() {
        const auto plan = planned({}, ofStrings({1, 2, 3}));
        std::map<int, std::set<int>> drums;
        for (int bar = 0; bar < 64; ++bar) {
            const auto& known = plan.known.at(bar);
            QCOMPARE(known.lead, Lead::Strings);
            QCOMPARE(known.attributes[std::size_t(kStrings)].polyphony, 0);
            QCOMPARE(known.attributes[std::size_t(kPiano)].density, 0);
            drums[phraseAt(bar)].insert(known.attributes[std::size_t(kDrums)].density);
        }
        for (const auto& [phrase, found] : drums) QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(drums.size(), std::size_t{kPhrases});
    }

    void whatIsAskedForStays() {
        const auto plan =
            planned({{"density_drums", "dense"}, {"density_piano", "low"}}, ofStrings({1}));
        QCOMPARE(plan.known.at(0).attributes[std::size_t(kDrums)].density, 4);
        QCOMPARE(plan.known.at(0).attributes[std::size_t(kPiano)].density, 1); // no rest
        QCOMPARE(plan.known.at(0).attributes[std::size_t(kStrings)].density, 3);
        QCOMPARE(plan.asked[std::size_t(kStrings)], Attributes{}); // only planned
        const auto free = planned({{"arrangement", "free"}}, ofStrings({1}));
        QCOMPARE(free.known.at(0).attributes[std::size_t(kStrings)], Attributes{});
        // Nobody of these songs leads as is asked.
        const auto guitar = planned({{"lead", "guitar"}}, ofStrings({1}));
        QCOMPARE(guitar.known.at(0).lead, Lead::Guitar);
        QCOMPARE(guitar.known.at(0).attributes[std::size_t(kStrings)], Attributes{});
    }

    void aPieceThatEndsSaysSo() {
        for (const int bars : {3, 4, 8}) {
            const auto plan = planned({}, {}, bars);
            for (int bar = 0; bar < bars; ++bar)
                QCOMPARE(plan.known.at(bar).ends, bars >= 4 && bar == bars - 1);
        }
        QVERIFY(!planned({{"ending", "false"}}, {}, 8).known.at(7).ends);
        score::Score piece(480);
        const auto eight = [](const score::Score& score) {
            return Place{.piece = score, .range = score::barRange(score, 0, 8)};
        };
        QVERIFY(planned(eight(piece)).known.at(7).ends);
        QVERIFY(!planned(eight(piece), {{"ending", "false"}}).known.at(7).ends);
        const auto drum =
            score::Note{score::Tick(9 * 1920), score::Tick(60), score::Pitch(36), 100};
        piece.addTrack(score::Track({.channel = 9}, {drum}));
        QVERIFY(!planned(eight(piece)).known.at(7).ends); // drums go on after it
    }

    void theLastBarIsOneChord() {
        for (std::uint64_t seed = 1; seed <= 40; ++seed) {
            const auto notes = lastBarAfter(tuneOverABand(), seed, {});
            std::set<int> families;
            for (const auto& note : notes) {
                QCOMPARE(int{note.step}, 0);
                families.insert(note.family);
                if (note.family == kDrums) continue;
                QVERIFY(note.steps() >= 48);
                QVERIFY((std::set{7, 10, 2}.contains(note.pitch % 12))); // G, Bb, D
                if (note.family == kBass) QCOMPARE(note.pitch % 12, 7);
            }
            for (const int family : {kBass, kGuitar, kStrings}) QVERIFY(families.contains(family));
        }
    }

    /// A range without a note of the chord, a silent instrument, given notes: the bar still comes.
    void theLastBarAlwaysCloses() {
        Known narrow;
        narrow.lowest = narrow.highest = 61; // not in G minor
        for (const auto& note : lastBarAfter(tuneOverABand(), 1, narrow))
            QCOMPARE(int{note.family}, kDrums);
        Known silent;
        silent.bars.resize(5);
        silent.bars[4].attributes[std::size_t(kBass)].density = 0;
        for (const auto& note : lastBarAfter(tuneOverABand(), 1, silent))
            QVERIFY(int{note.family} != kBass);
        Known drums;
        drums.bars.resize(5);
        drums.bars[4].open[std::size_t(kDrums)] = false;
        for (const int step : {0, 12, 24})
            drums.bars[4].given.push_back({std::uint8_t(step), std::uint8_t(kDrums), 36, 0, 5});
        std::set<int> struck;
        for (const auto& note : lastBarAfter(tuneOverABand(), 1, drums))
            if (note.family == kDrums) struck.insert(note.step);
        QCOMPARE(struck, (std::set{0, 12, 24}));
    }

    void aComposedPieceComesToRest() {
        const auto barStart = score::Tick(7 * 4 * 480);
        int moving = 0;
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            const auto isLater = [&](const score::Note& note) { return note.onset > barStart; };
            const auto rest = composed({}, seed);
            for (int track = 0; track < rest.trackCount(); ++track)
                QVERIFY(std::ranges::none_of(rest.track(track).notes(), isLater));
            const auto open = composed({{"ending", "false"}}, seed);
            for (int track = 0; track < open.trackCount(); ++track)
                moving += std::ranges::any_of(open.track(track).notes(), isLater);
        }
        QVERIFY(moving > 0);
    }

    void lengthsFillTheBar() {
        QCOMPARE(kDurations[std::size_t(lastLength(48))], 48);
        QCOMPARE(kDurations[std::size_t(lastLength(40))], 42);
        QCOMPARE(kDurations[std::size_t(lastLength(72))], 72);
    }
};

CONTRAFACT_TEST(TestBarRnnBand)
#include "tst_bar_rnn_band.moc"
