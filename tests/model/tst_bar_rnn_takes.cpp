// SPDX-License-Identifier: GPL-3.0-or-later
// Bar RNN: what is wrong with a few bars, and that the better of several takes is kept.
#include "models/systems/bar_rnn/composer.h"
#include "models/systems/bar_rnn/drawing.h"
#include "models/systems/bar_rnn/faults.h"
#include "models/systems/bar_rnn/plan.h"
#include "tests/model/untrained_bar_rnn.h"
#include "tests/support/test.h"

using namespace contrafact;
using namespace contrafact::encoding;
using namespace contrafact::models;
using namespace contrafact::models::bar_rnn;

namespace {

constexpr int kPiano = static_cast<int>(Family::Piano), kBass = static_cast<int>(Family::Bass);

/// Four bars of 4/4 in which a family strikes so many notes a bar, one step of a scale after the
/// other.
std::vector<NoteBar> playing(const std::vector<std::pair<int, int>>& notesOfFamily) {
    std::vector<NoteBar> bars(4);
    for (auto& bar : bars) {
        for (const auto& [family, notes] : notesOfFamily)
            for (int i = 0; i < notes; ++i)
                bar.notes.push_back({std::uint8_t(48 * i / notes), std::uint8_t(family),
                                     std::uint8_t(48 + 2 * i),
                                     std::uint8_t(family == kDrums ? 0 : 3), 5});
        std::ranges::sort(bar.notes);
    }
    return bars;
}

Known known() {
    Known open;
    open.bars.resize(8);
    return open;
}

/// Over the fours of a piece of 16 bars.
double faultsOfPiece(std::int64_t candidates, std::uint64_t seed) {
    const auto composer = makeComposerOf(test::untrainedBarRnn(), {.system = "bar-rnn"});
    GenerationRequest request{.controls = findSystem("bar-rnn")
                                              ->generation
                                              .parse({{"candidates", std::to_string(candidates)},
                                                      {"density_bass", "low"},
                                                      {"lead", "open"},
                                                      {"ending", "false"}})
                                              .value()};
    request.bars = 16;
    request.seed = seed;
    const auto score = composer->generate(request, {}).value().score;
    const auto spans = barSpans(score, {score::Tick(), score.meter.barStart(16)});
    const auto bars = toBars(score, spans);
    auto asked = known();
    asked.bars.resize(16);
    for (auto& bar : asked.bars) bar.attributes[kBass].density = 1;
    double sum = 0;
    for (std::size_t first = 0; first < bars.size(); first += 4)
        sum += faultsOf(std::span(bars).subspan(first, 4), asked, static_cast<int>(first));
    return sum;
}

} // namespace

class TestBarRnnTakes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aBandWithALeadHasNoFault() {
        QCOMPARE(faultsOf(playing({{kPiano, 6}, {kBass, 4}, {kDrums, 8}}), known(), 0), 0.0);
    }

    void drumsAloneMissTheOthers() {
        const double alone = faultsOf(playing({{kDrums, 8}}), known(), 0);
        QVERIFY(alone >= 3); // two families and the lead
        QVERIFY(alone > faultsOf(playing({{kDrums, 8}, {kPiano, 6}}), known(), 0));
    }

    void aLeadThatOnlyLeapsIsMissed() {
        auto leaping = playing({{kPiano, 6}, {kBass, 4}, {kDrums, 8}});
        for (auto& bar : leaping)
            for (auto& note : bar.notes)
                if (note.family == kPiano) note.pitch = note.step % 16 == 0 ? 72 : 60;
        const double faults = faultsOf(leaping, known(), 0);
        QVERIFY(faults > 1); // hardly a pitch, and no step
        QCOMPARE(faultsOf(playing({{kPiano, 6}, {kBass, 4}, {kDrums, 8}}), known(), 0), 0.0);
    }

    /// A piano that goes on alone is no band without its drums; one that is accompanied is.
    void whoGoesOnIsNotJoined() {
        const auto alone = playing({{kPiano, 6}}),
                   band = playing({{kPiano, 6}, {kBass, 4}, {kDrums, 8}});
        QCOMPARE(faultsOf(alone, known(), 0, alone), 0.0);
        QCOMPARE(faultsOf(band, known(), 0, alone), 2.0);
        QCOMPARE(faultsOf(band, known(), 0, band), 0.0);
        QVERIFY(faultsOf(alone, known(), 0, band) > 0);
        auto accompanied = known(), resting = known(), planned = known();
        accompanied.bars[0].given = alone[0].notes;
        resting.bars[0].open[static_cast<std::size_t>(Family::Strings)] = false; // begins later
        planned.bars[0].inForm = 8;
        for (const auto& other : {accompanied, resting, planned}) {
            QCOMPARE(faultsOf(band, other, 0, alone), 0.0);
            QVERIFY(faultsOf(alone, other, 0, alone) > 0);
        }
    }

    /// Who accompanies a tune need not play another.
    void aGivenLeadIsALead() {
        auto given = known();
        for (auto& bar : given.bars) bar.open[kPiano] = false;
        QCOMPARE(faultsOf(playing({{kPiano, 6}, {kBass, 4}, {kDrums, 8}}), given, 0), 0.0);
    }

    void whatMayNotPlayIsNotMissed() {
        auto drumsOnly = known();
        for (auto& bar : drumsOnly.bars)
            for (int family = 0; family < kDrums; ++family)
                bar.open[static_cast<std::size_t>(family)] = false;
        QCOMPARE(faultsOf(playing({{kDrums, 8}}), drumsOnly, 0), 0.0);
        auto silenced = known();
        for (auto& bar : silenced.bars)
            for (int family = 0; family < kDrums; ++family)
                bar.attributes[static_cast<std::size_t>(family)].density = 0;
        QCOMPARE(faultsOf(playing({{kDrums, 8}}), silenced, 0), 0.0);
    }

    void sayingTheSameForTheThirdTimeIsAFault() {
        const auto band = playing({{kPiano, 6}, {kBass, 4}, {kDrums, 8}});
        const auto other = playing({{kPiano, 5}, {kBass, 3}, {kDrums, 6}});
        const auto after = [](auto first, const auto& second) {
            first.insert(first.end(), second.begin(), second.end());
            return first;
        };
        QCOMPARE(faultsOf(band, known(), 8, after(band, band)), 1.0);
        QCOMPARE(faultsOf(band, known(), 8, after(other, band)), 0.0); // a phrase comes again
        QCOMPARE(faultsOf(band, known(), 8, after(band, other)), 0.0); // and after another
        QCOMPARE(faultsOf(band, known(), 4, band), 0.0);
    }

    void aWishThatIsMissedIsAFault() {
        auto asked = known();
        for (auto& bar : asked.bars) bar.attributes[kBass].density = 1; // sparse
        const auto dense = playing({{kPiano, 6}, {kBass, 24}, {kDrums, 8}});
        const auto sparse = playing({{kPiano, 6}, {kBass, 3}, {kDrums, 8}});
        QVERIFY(faultsOf(dense, asked, 0) >= 2);
        QCOMPARE(faultsOf(sparse, asked, 0), 0.0);
    }

    void aWishThatIsMissedIsSaid() {
        constexpr std::array<bool, kFamilies> kOpen{true, true, true, true, true};
        std::array<Attributes, kFamilies> asked;
        asked[kBass].density = 1; // sparse
        const auto dense = playing({{kPiano, 6}, {kBass, 24}, {kDrums, 8}});
        const auto sparse = playing({{kPiano, 6}, {kBass, 3}, {kDrums, 8}});
        QCOMPARE(missedWishes(dense, kOpen, asked),
                 std::vector<std::string>{"The bass plays more than was asked"});
        QVERIFY(missedWishes(dense, {}, asked).empty()); // nothing was composed
        QVERIFY(missedWishes(sparse, kOpen, asked).empty());
        asked[kBass] = {.density = 4, .polyphony = 2};
        QCOMPARE(missedWishes(sparse, kOpen, asked),
                 (std::vector<std::string>{"The bass plays less than was asked",
                                           "The bass strikes fewer notes at once than was asked"}));
    }

    void clashesThatAreStruckTogetherAreAFault() {
        auto band = playing({{kPiano, 6}, {kBass, 4}, {kDrums, 8}});
        auto blurred = band;
        for (auto& bar : blurred) {
            const auto first = *std::ranges::find(bar.notes, kPiano, &BarNote::family);
            auto beside = first;
            beside.pitch = static_cast<std::uint8_t>(first.pitch + 1);
            bar.notes.push_back(beside);
            std::ranges::sort(bar.notes);
        }
        QCOMPARE(faultsOf(band, known(), 0), 0.0);
        QVERIFY(faultsOf(blurred, known(), 0) >= 1);
    }

    void takesToChooseFromHaveFewerFaults() {
        double one = 0, eight = 0;
        for (std::uint64_t seed = 1; seed <= 4; ++seed) {
            one += faultsOfPiece(1, seed);
            eight += faultsOfPiece(8, seed);
        }
        QVERIFY2(eight < one, (std::to_string(eight) + " " + std::to_string(one)).c_str());
    }
};

CONTRAFACT_TEST(TestBarRnnTakes)
#include "tst_bar_rnn_takes.moc"
