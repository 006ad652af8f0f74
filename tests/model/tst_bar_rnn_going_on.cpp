// SPDX-License-Identifier: GPL-3.0-or-later
// Bar RNN: music that goes on is planned after what stands before it.
#include "models/api/descriptor.h"
#include "models/systems/bar_rnn/chord_names.h"
#include "models/systems/bar_rnn/going_on.h"
#include "tests/support/music.h"
#include "tests/support/test.h"

#include <algorithm>
#include <map>

using namespace contrafact;
using namespace contrafact::models;
using namespace contrafact::models::bar_rnn;

namespace {

constexpr int kInC = 0, kBeat = score::kDefaultPpq, kBar = 4 * kBeat;
constexpr auto kPianoPart = std::size_t(encoding::Family::Piano);
constexpr auto kBassPart = std::size_t(encoding::Family::Bass);
constexpr auto kStringsPart = std::size_t(encoding::Family::Strings);

encoding::NoteBar chordOn(int root) {
    encoding::NoteBar bar;
    for (const int interval : {0, 4, 7})
        bar.notes.push_back({0, 0, static_cast<std::uint8_t>(48 + root + interval), 12, 5});
    std::ranges::sort(bar.notes);
    return bar;
}

/// Of a song that goes round through major chords on these roots, in C.
Harmony roundOf(const std::vector<int>& roots) {
    std::vector<encoding::NoteBar> bars;
    for (int i = 0; i < 8; ++i)
        for (const int root : roots) bars.push_back(chordOn(root));
    Harmony harmony;
    harmony.add(bars, kInC);
    return harmony;
}

constexpr int classOf(int root) {
    return 1 + 2 * root; // a major chord
}

/// Four bars C A F G: eighths high on a piano, the roots on a bass.
score::Score fourBars() {
    constexpr int kRoots[] = {0, 9, 5, 7};
    std::vector<score::Note> tune, roots;
    for (int bar = 0; bar < 4; ++bar) {
        for (int i = 0; i < 8; ++i)
            tune.push_back(test::note(bar * kBar + i * kBeat / 2, kBeat / 2,
                                      72 + kRoots[bar] % 12 + std::array{0, 4, 7, 4}[i % 4]));
        roots.push_back(test::note(bar * kBar, kBar, 36 + kRoots[bar]));
    }
    auto piece = test::scoreOf(encoding::trackFor(encoding::Family::Piano), std::move(tune));
    piece.addTrack(score::Track(encoding::trackFor(encoding::Family::Bass), std::move(roots)));
    return piece;
}

Params controls(const std::map<std::string, std::string>& chosen) {
    return findSystem("bar-rnn")->generation.parse(chosen).value();
}

Plan goingOn(const std::map<std::string, std::string>& chosen = {}, const std::string& chords = {}) {
    GenerationRequest request{.controls = controls(chosen), .bars = 8};
    request.seed = 5;
    request.continueFrom = fourBars();
    request.chords = chords;
    return planOf(request, {.harmony = roundOf({0, 9, 5, 7}), .arrangements = {}}).value();
}

} // namespace

class TestBarRnnGoingOn : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRoundGoesOn() {
        const auto harmony = roundOf({0, 9, 5, 7});
        const std::array before{classOf(0), classOf(9), classOf(5)};
        QCOMPARE(chordText(harmony.goOn(before, 5, kInC, 3)), std::string("G C A F G"));
        const std::array inD{classOf(2), classOf(11), classOf(7)};
        QCOMPARE(chordText(harmony.goOn(inD, 5, 2 * 2, 3)), std::string("A D B G A"));
    }

    void nothingFollowsInNoKeyNorFromNoSongs() {
        const std::array before{classOf(0)};
        QVERIFY(roundOf({0, 5, 7, 0}).goOn(before, 4, -1, 1).empty());
        QVERIFY(Harmony().goOn(before, 4, kInC, 1).empty());
    }

    void barsWithoutAChordAreGoneOnFrom() {
        const std::array before{0, 0, classOf(5), 0};
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const auto chords = roundOf({0, 9, 5, 7}).goOn(before, 9, kInC, seed);
            QCOMPARE(std::ssize(chords), 9);
            QVERIFY(std::ranges::all_of(chords, [](int chord) { return chord > 0; }));
        }
    }

    void instrumentsPlayOnAsTheyDid() {
        const auto plan = goingOn();
        const auto before = playedIn(plan.before);
        QVERIFY(before.parts[kPianoPart].density > 0);
        for (std::size_t bar = 4; bar < 12; ++bar) {
            const auto& known = plan.known.bars[bar];
            QCOMPARE(known.attributes[kPianoPart], before.parts[kPianoPart]);
            QCOMPARE(known.attributes[kBassPart], before.parts[kBassPart]);
            QCOMPARE(known.attributes[kStringsPart], Attributes{}); // may come in
            QCOMPARE(known.inForm, -1);
        }
    }

    void theLeadStays() {
        QCOMPARE(goingOn().known.bars[4].lead, Lead::Piano);
        QCOMPARE(goingOn({{"lead", "strings"}}).known.bars[4].lead, Lead::Strings);
        QCOMPARE(goingOn({{"lead", "open"}}).known.bars[4].lead, Lead::Open);
    }

    void whatIsAskedForGoesFirst() {
        const auto plan = goingOn({{"density_piano", "low"}, {"height_bass", "high"}}, "Dm G");
        QCOMPARE(int(plan.known.bars[4].attributes[kPianoPart].density), 1);
        QCOMPARE(int(plan.known.bars[4].attributes[kBassPart].height), 2);
        QCOMPARE(chordText(plan.chords), std::string("Dm G Dm G Dm G Dm G"));
    }

    void theNetworkMayBeLeftAlone() {
        const auto plan = goingOn({{"arrangement", "free"}, {"harmony", "free"}});
        QCOMPARE(plan.known.bars[4].attributes[kPianoPart], Attributes{});
        QVERIFY(plan.chords.empty());
    }

    void chordsFollowThoseBefore() {
        QCOMPARE(chordText(goingOn().chords), std::string("C A F G C A F G"));
    }

    /// Filling in and accompanying have more to go by.
    void whereMoreIsGivenNothingIsPlanned() {
        auto piece = fourBars();
        GenerationRequest request{.controls = controls({})};
        const Manner manner{.harmony = roundOf({0, 9, 5, 7}), .arrangements = {}};
        request.place = Place{.piece = piece, .range = score::barRange(piece, 1, 2)};
        QVERIFY(!isGoingOn(planOf(request, manner).value()));
        request.place = Place{.piece = piece, .range = score::barRange(piece, 2, 4), .tracks = {0}};
        const auto accompanying = planOf(request, manner).value();
        QVERIFY(!isGoingOn(accompanying));
        QCOMPARE(accompanying.known.bars[2].attributes[kPianoPart], Attributes{});
        QVERIFY(accompanying.chords.empty());
        request.place = Place{.piece = piece, .range = score::barRange(piece, 2, 4)};
        QVERIFY(isGoingOn(planOf(request, manner).value()));
    }
};

CONTRAFACT_TEST(TestBarRnnGoingOn)
#include "tst_bar_rnn_going_on.moc"
