// SPDX-License-Identifier: GPL-3.0-or-later
// Bar RNN: who leads, what is told of bars to come, and that older checkpoints lack nothing by it.
#include "models/nn/tensors.h"
#include "models/systems/bar_rnn/feature_numbers.h"
#include "models/systems/bar_rnn/features.h"
#include "models/systems/bar_rnn/form.h"
#include "models/systems/bar_rnn/model.h"
#include "models/systems/bar_rnn/plan.h"
#include "models/systems/bar_rnn/songs.h"
#include "tests/support/test.h"

#include <algorithm>
#include <map>
#include <set>

using namespace contrafact;
using namespace contrafact::encoding;
using namespace contrafact::models;
using namespace contrafact::models::bar_rnn;

namespace {

constexpr int kPiano = static_cast<int>(Family::Piano),
              kStrings = static_cast<int>(Family::Strings);

/// Six notes a bar, one step of a scale after the other.
std::vector<NoteBar> scales(int family, int lowest, int bars = 4) {
    std::vector<NoteBar> all(static_cast<std::size_t>(bars));
    for (auto& bar : all)
        for (int i = 0; i < 6; ++i)
            bar.notes.push_back(
                {std::uint8_t(8 * i), std::uint8_t(family), std::uint8_t(lowest + 2 * i), 3, 5});
    return all;
}

/// The notes of both.
std::vector<NoteBar> together(std::vector<NoteBar> bars, const std::vector<NoteBar>& others) {
    for (std::size_t i = 0; i < bars.size(); ++i) {
        auto& notes = bars[i].notes;
        notes.insert(notes.end(), others[i].notes.begin(), others[i].notes.end());
        std::ranges::sort(notes);
    }
    return bars;
}

std::vector<NoteBar> repeated(int family, int pitch) {
    auto bars = scales(family, pitch);
    for (auto& bar : bars)
        for (auto& note : bar.notes) note.pitch = std::uint8_t(pitch);
    return bars;
}

Params smallTraining() {
    return findSystem("bar-rnn")
        ->training.parse({{"hidden", "16"}, {"embed", "8"}, {"inputs", "8"}, {"given", "8"}})
        .value();
}

Plan planned(std::map<std::string, std::string> controls, std::uint64_t seed, int bars = 48) {
    GenerationRequest request{.controls =
                                  findSystem("bar-rnn")->generation.parse(controls).value()};
    request.bars = bars;
    request.seed = seed;
    return planOf(request, {}).value();
}

/// The features of one kind that hold at the beginning of bar 0 of `known`.
std::set<int> toldAtFirst(const Known& known, int from, int end, const FeatureChoice& choice = {}) {
    EventState state;
    state.setShape(48, MeterClass::M44);
    state.push({kBarToken});
    state.push({static_cast<std::int16_t>(chordToken(0))});
    state.push({static_cast<std::int16_t>(positionToken(0))});
    std::vector<std::int32_t> told;
    appendFeatures(told, state, known, choice);
    std::set<int> found;
    for (const auto feature : told)
        if (feature >= from && feature < end) found.insert(feature - from);
    return found;
}

} // namespace

class TestBarRnnForm : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theHighestThatStepsLeads() {
        QCOMPARE(leadOf(scales(kPiano, 60)), Lead::Piano);
        QCOMPARE(leadOf(together(scales(kPiano, 48), scales(kStrings, 72))), Lead::Strings);
        QCOMPARE(leadOf(together(scales(kPiano, 72), scales(kStrings, 48))), Lead::Piano);
        QCOMPARE(leadOf(together(scales(kPiano, 48), repeated(kStrings, 84))), Lead::Piano);
        QCOMPARE(leadOf(repeated(kPiano, 60)), Lead::None);
        QCOMPARE(leadOf(scales(static_cast<int>(Family::Bass), 36)), Lead::None);
    }

    void eachKindOfPhraseHasALeadOfItsOwn() {
        std::set<Lead> first;
        for (std::uint64_t seed = 1; seed <= 30; ++seed) {
            const auto plan = planned({}, seed);
            std::map<int, std::set<Lead>> leads;
            std::set<Lead> all;
            for (int bar = 0; bar < 48; ++bar) {
                leads[phraseAt(bar)].insert(plan.known.at(bar).lead);
                all.insert(plan.known.at(bar).lead);
            }
            for (const auto& [phrase, found] : leads) QCOMPARE(found.size(), std::size_t{1});
            QCOMPARE(all.size(), std::size_t{kPhrases});
            first.insert(plan.known.at(0).lead);
        }
        QCOMPARE(first.size(), kLeads.size()); // now this one, now that
    }

    /// The window composes at a place of the piece, also where the piece is still empty.
    void anEmptyPieceIsNewMusic() {
        auto piece = score::Score(480);
        piece.addTrack(score::Track({.channel = 9},
                                    {{score::Tick(0), score::Tick(60), score::Pitch(36), 100}}));
        auto controls = findSystem("bar-rnn")->generation.parse({{"key", "Eb"}}).value();
        GenerationRequest request{.controls = controls};
        request.place = Place{.piece = piece, .range = score::barRange(piece, 0, 8)};
        const auto plan = planOf(request, {}).value();
        QCOMPARE(plan.known.key, 2 * 3);
        request.controls = findSystem("bar-rnn")->generation.parse({}).value();
        request.place->piece.keys = {{.sharps = 2, .minor = true}};
        QCOMPARE(planOf(request, {}).value().known.key, 2 * 11 + 1); // B minor, as is written
        request.chords = "Am F C G";
        QCOMPARE(planOf(request, {}).value().known.key, 0); // C major
        request.chords = {};
        QCOMPARE(plan.known.at(7).inForm, 7);
        QVERIFY(plan.known.at(0).lead > Lead::None);
        // What is composed over does not say the key of what comes.
        piece.addTrack(
            score::Track({}, {{score::Tick(0), score::Tick(480), score::Pitch(60), 100}}));
        request.place = Place{.piece = piece, .range = score::barRange(piece, 0, 8)};
        QCOMPARE(planOf(request, {}).value().known.at(7).inForm, 7);
        request.place = Place{.piece = piece, .range = score::barRange(piece, 1, 8)};
        const auto continued = planOf(request, {}).value();
        QCOMPARE(continued.known.at(1).inForm, -1);
        QCOMPARE(continued.known.at(1).lead, Lead::Open);
    }

    void whoIsToBeSilentDoesNotLead() {
        for (std::uint64_t seed = 1; seed <= 10; ++seed)
            for (const auto& bar : planned({{"density_piano", "silent"}}, seed).known.bars)
                QVERIFY(bar.lead == Lead::Guitar || bar.lead == Lead::Strings);
    }

    void theLeadIsWhoIsAskedTo() {
        for (const auto& bar : planned({{"lead", "strings"}}, 1).known.bars)
            QCOMPARE(bar.lead, Lead::Strings);
        for (const auto& bar : planned({{"lead", "open"}}, 1).known.bars)
            QCOMPARE(bar.lead, Lead::Open);
    }

    void givenNotesToComeAreTold() {
        Known known;
        known.bars.resize(9);
        const BarNote note{0, kPiano, 64, 6, 5}, later{24, kPiano, 67, 6, 5};
        const int index = noteIndex(kPiano, 64);
        for (std::size_t back = 0; back < kBack.size(); ++back) {
            auto some = known;
            some.bars[static_cast<std::size_t>(kBack[back])].given = {note, later};
            const int i = static_cast<int>(back);
            QCOMPARE(toldAtFirst(some, kAt.noteAhead, kAt.onsetAhead),
                     std::set{i * kNotes + index});
            QCOMPARE(toldAtFirst(some, kAt.onsetAhead, kAt.lead),
                     std::set{(i * kFamilies + kPiano) * kPlaces + 24});
            QVERIFY(toldAtFirst(some, kAt.noteAhead, kAt.lead, {.ahead = false}).empty());
        }
        known.bars[3].given = {note};
        QVERIFY(
            toldAtFirst(known, kAt.noteAhead, kAt.lead).empty()); // three bars on: not looked at
    }

    /// Composing takes given notes as they are, so nothing is learned of them; a closed bar leaves
    /// nothing but its chord to tell.
    void whatIsGivenCostsNothing() {
        const auto bars = together(scales(kPiano, 60), scales(kStrings, 40));
        Known known;
        known.bars.resize(bars.size());
        for (const auto& note : bars[1].notes)
            if (note.family == kPiano) known.bars[1].given.push_back(note);
        known.bars[2] = {.open = {}, .given = bars[2].notes};
        const auto visit = visitOf(bars, known, {});
        const auto batch = batchOf({{&visit, 0}}, visit.size());
        std::map<int, std::map<EventKind, int>> costs; // by bar
        int bar = 0;
        for (std::int64_t i = 0; i < visit.size(); ++i) {
            const auto& next = visit.events[static_cast<std::size_t>(i + 1)];
            if (batch.nextToken[0][i].item<std::int64_t>() >= 0) ++costs[bar][kindOf(next.token)];
            QCOMPARE(batch.nextVelocity[0][i].item<std::int64_t>() >= 0,
                     kindOf(next.token) == EventKind::Note &&
                         batch.nextToken[0][i].item<std::int64_t>() >= 0);
            bar += kindOf(next.token) == EventKind::Bar;
        }
        QCOMPARE(costs[0][EventKind::Note], 12);
        QCOMPARE(
            costs[1][EventKind::Note] + costs[1][EventKind::Again] + costs[1][EventKind::Whole] > 0,
            true);
        QCOMPARE(costs[2], (std::map<EventKind, int>{{EventKind::Chord, 1}}));
    }

    /// What version 2 did not know of counts nothing.
    void olderCheckpointsOpen() {
        Model model(smallTraining()), again(smallTraining());
        const torch::NoGradGuard still;
        model.network->features->weight.normal_();
        TensorFile file;
        model.save(file);
        auto& table = file.tensors.at("network/features.weight");
        table.bytes.resize(table.bytes.size() / kFeatures * kFeaturesBefore3);
        table.shape[0] = kFeaturesBefore3;
        again.load(file);
        const auto before = model.network->features->weight,
                   after = again.network->features->weight;
        QVERIFY(torch::equal(after.narrow(0, 0, kFeaturesBefore3),
                             before.narrow(0, 0, kFeaturesBefore3)));
        QCOMPARE(after.narrow(0, kFeaturesBefore3, kFeatures - kFeaturesBefore3)
                     .abs()
                     .sum()
                     .item<double>(),
                 0.0);
    }

    void aTableOfAnotherSizeIsRefused() {
        Model model(smallTraining());
        TensorFile file;
        model.save(file);
        auto& table = file.tensors.at("network/features.weight");
        table.bytes.resize(table.bytes.size() / kFeatures * 100);
        table.shape[0] = 100;
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, model.load(file));
    }
};

CONTRAFACT_TEST(TestBarRnnForm)
#include "tst_bar_rnn_form.moc"
