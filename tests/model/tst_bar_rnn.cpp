// SPDX-License-Identifier: GPL-3.0-or-later
// Bar RNN: its network against the stepper, its grammar under random demands, composing at places.
// Networks here are untrained: what must hold holds whatever they prefer.
#include "models/compose/asking.h"
#include "models/nn/tensors.h"
#include "models/systems/bar_rnn/chord_names.h"
#include "models/systems/bar_rnn/composer.h"
#include "models/systems/bar_rnn/drawing.h"
#include "models/systems/bar_rnn/plan.h"
#include "models/systems/bar_rnn/songs.h"
#include "tests/support/random_score.h"
#include "tests/support/test.h"

#include <algorithm>
#include <cmath>

using namespace contrafact;
using namespace contrafact::encoding;
using namespace contrafact::models;
using namespace contrafact::models::bar_rnn;

namespace {

const SystemDescriptor& barRnn() {
    return *findSystem("bar-rnn");
}

Params smallParams() {
    return barRnn()
        .training.parse({{"hidden", "16"}, {"embed", "8"}, {"inputs", "8"}, {"given", "8"}})
        .value();
}

Model smallModel(std::uint64_t seed = 1) {
    Model model(smallParams());
    auto generator = nn::generator(seed);
    model.network->initialise(generator);
    model.network->eval();
    return model;
}

/// Bars of 4/4 of all families; half of what stands in one comes again.
std::vector<NoteBar> randomBars(test::Random& random, int count) {
    std::vector<NoteBar> bars;
    for (int bar = 0; bar < count; ++bar) {
        NoteBar made;
        for (int family = 0; family < kFamilies; ++family) {
            if (bar > 0 && random.chance(40)) {
                for (const auto& note : bars[bars.size() - 1].notes)
                    if (note.family == family) made.notes.push_back(note);
                continue;
            }
            const int low = family == kDrums ? kLowestDrum : 36;
            for (int n = random.in(0, 6); n > 0; --n)
                made.notes.push_back({std::uint8_t(3 * random.in(0, 15)), std::uint8_t(family),
                                      std::uint8_t(low + random.in(0, 40)),
                                      std::uint8_t(family == kDrums ? 0 : random.in(2, 10)),
                                      std::uint8_t(random.in(3, 7))});
        }
        std::ranges::sort(made.notes);
        const auto same = [](const BarNote& a, const BarNote& b) {
            return a.step == b.step && a.family == b.family && a.pitch == b.pitch;
        };
        made.notes.erase(std::unique(made.notes.begin(), made.notes.end(), same), made.notes.end());
        bars.push_back(std::move(made));
    }
    return bars;
}

std::vector<NoteBar> drawn(const Known& known, int bars, std::uint64_t seed) {
    static const Model model = smallModel();
    EventStepper stepper(model);
    Drawing drawing(model, stepper, known, {.temperature = 1, .topP = 1, .seed = seed});
    for (int bar = 0; bar < bars; ++bar) {
        drawing.beginBar(48, MeterClass::M44);
        while (drawing.next()) {
        }
    }
    return drawing.state().bars();
}

std::vector<BarNote> ofFamily(const std::vector<BarNote>& notes, int family) {
    std::vector<BarNote> own;
    for (const auto& note : notes)
        if (note.family == family) own.push_back(note);
    return own;
}

bool holds(const NoteBar& bar, const BarNote& wanted) {
    return std::ranges::any_of(bar.notes, [&](const BarNote& note) {
        return note.step == wanted.step && note.family == wanted.family &&
               note.pitch == wanted.pitch && note.duration == wanted.duration;
    });
}

/// A piece of all families, off the grid as played music is.
score::Score randomPiece(test::Random& random) {
    score::Score piece(random.chance(50) ? 480 : 96);
    if (random.chance(30)) piece.meter = score::MeterMap(piece.ppq(), {{score::Tick(), 3, 4}});
    const int programs[] = {0, 25, 33, 48, 0, 56};
    for (int track = 0; track < 6; ++track) {
        std::vector<score::Note> notes;
        for (int n = random.in(0, 60); n > 0; --n)
            notes.push_back({score::Tick(random.in(0, 32 * piece.ppq())),
                             score::Tick(random.in(1, 2 * piece.ppq())),
                             score::Pitch(std::int16_t(random.in(30, 90))),
                             std::uint8_t(random.in(1, 127))});
        piece.addTrack(score::Track({.channel = track == 4 ? 9 : track,
                                     .program = programs[track],
                                     .locked = random.chance(10)},
                                    std::move(notes)));
    }
    return piece;
}

Place randomPlace(test::Random& random) {
    Place place{.piece = randomPiece(random)};
    const auto& piece = place.piece;
    place.range = score::barRange(piece, random.in(0, 6), random.in(1, 2));
    if (random.chance(30)) place.range.begin = place.range.begin + score::Tick(piece.ppq() / 2);
    for (int track = 0; track < piece.trackCount(); ++track) {
        if (!piece.track(track).info.locked && random.chance(50)) place.tracks.push_back(track);
        for (const auto& note : piece.track(track).notes())
            if (random.chance(25)) place.locked.push_back(note.id);
    }
    if (random.chance(20)) {
        place.low = score::Pitch(48);
        place.high = score::Pitch(72);
    }
    return place;
}

bool mayChange(const Place& place, int track, const score::Note& note) {
    const bool chosen = place.tracks.empty() ? !place.piece.track(track).info.locked
                                             : std::ranges::count(place.tracks, track) > 0;
    return chosen && place.range.contains(note.onset) && note.pitch >= place.low &&
           note.pitch <= place.high && std::ranges::count(place.locked, note.id) == 0;
}

} // namespace

class TestBarRnn : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsAreTheNetworks() {
        for (const auto& params : {smallParams(), barRnn().presetParams("cpu")}) {
            std::int64_t sum = 0;
            for (const auto& count : barRnn().parameterCounts(params)) sum += count.torch;
            QCOMPARE(nn::parameterCount(*Model(params).network), sum);
        }
    }

    /// Composing and training are the same network.
    void theStepperIsTheNetwork() {
        test::Random random(3);
        const auto bars = randomBars(random, 6);
        nn::Random draws(5);
        const auto known =
            drawKnown(bars, {.given = 1, .attributes = 1, .lead = 1, .key = 1, .form = 1}, draws);
        const auto model = smallModel();
        const auto visit = visitOf(bars, known, model.choice);
        QVERIFY(!visit.given.empty());
        const torch::NoGradGuard still;
        nn::RecurrentState carried;
        auto network = model.network;
        const auto batch = batchOf({{&visit, 0}}, visit.size());
        const auto logits = network->tokenLogits(network(batch, carried, 0)[0]);
        EventStepper stepper(model);
        GivenReader given(model, known);
        EventState state;
        for (std::int64_t i = 0; i < visit.size(); ++i) {
            const auto& event = visit.events[std::size_t(i)];
            if (kindOf(event.token) == EventKind::Bar) state.setShape(48, MeterClass::M44);
            state.push(event);
            stepper.step(event, state, known, given.at(state));
            const auto stepped = stepper.tokenLogits();
            for (int token = 0; token < kTokens; token += 17)
                QVERIFY(std::abs(stepped[std::size_t(token)] - logits[i][token].item<float>()) <
                        1e-3F);
        }
    }

    void lossesFallOnWhatIsSeenAgainAndAgain() {
        test::Random random(1);
        const auto bars = randomBars(random, 4);
        auto model = smallModel();
        const auto visit = visitOf(bars, {}, model.choice);
        const auto batch = batchOf({{&visit, 0}, {}}, visit.size());
        std::vector<double> losses;
        for (int step = 0; step < 30; ++step) {
            nn::RecurrentState state;
            const auto found = model.network->losses(model.network(batch, state, 0), batch, 0);
            QCOMPARE(found.events, visit.size()); // the empty row counts for nothing
            const auto loss = (found.token + found.duration + found.velocity) / found.events;
            model.network->zero_grad();
            loss.backward();
            const torch::NoGradGuard still;
            for (auto& weight : model.network->parameters())
                if (weight.grad().defined()) weight -= weight.grad();
            losses.push_back(loss.item<double>());
        }
        QVERIFY(losses.back() < 0.7 * losses.front());
    }

    /// Whatever is given is there and closed families have nothing else.
    void givenNotesAreKept() {
        for (unsigned seed = 1; seed <= 300; ++seed) {
            test::Random random(seed);
            const auto bars = randomBars(random, 4);
            Known known;
            known.bars.resize(bars.size());
            for (std::size_t i = 0; i < bars.size(); ++i) {
                for (auto& open : known.bars[i].open) open = random.chance(60);
                for (const auto& note : bars[i].notes)
                    if (!known.bars[i].open[note.family] || random.chance(30))
                        known.bars[i].given.push_back(note);
            }
            const auto made = drawn(known, 4, seed);
            for (std::size_t i = 0; i < bars.size(); ++i) {
                QVERIFY(std::ranges::is_sorted(made[i].notes));
                for (const auto& note : known.bars[i].given) QVERIFY(holds(made[i], note));
                for (int family = 0; family < kFamilies; ++family)
                    if (!known.bars[i].open[std::size_t(family)])
                        QCOMPARE(ofFamily(made[i].notes, family).size(),
                                 ofFamily(known.bars[i].given, family).size());
            }
        }
    }

    void aKeptRhythmIsKept() {
        for (unsigned seed = 1; seed <= 60; ++seed) {
            test::Random random(seed);
            const auto bars = randomBars(random, 3);
            const int family = random.in(0, kFamilies - 1);
            Known known;
            known.bars.resize(bars.size());
            for (std::size_t i = 0; i < bars.size(); ++i)
                known.bars[i].rhythm = ofFamily(bars[i].notes, family);
            const auto made = drawn(known, 3, seed);
            for (std::size_t i = 0; i < bars.size(); ++i) {
                const auto wanted = known.bars[i].rhythm, found = ofFamily(made[i].notes, family);
                if (wanted.empty()) continue;
                QCOMPARE(found.size(), wanted.size());
                for (std::size_t n = 0; n < found.size(); ++n)
                    QCOMPARE(int(found[n].step), int(wanted[n].step));
            }
        }
    }

    void keptPitchesComeInTheirOrder() {
        for (unsigned seed = 1; seed <= 60; ++seed) {
            test::Random random(seed);
            const auto bars = randomBars(random, 3);
            const int family = random.in(0, kFamilies - 2);
            Known known;
            known.bars.resize(bars.size());
            for (std::size_t i = 0; i < bars.size(); ++i)
                known.bars[i].pitches = ofFamily(bars[i].notes, family);
            const auto made = drawn(known, 3, seed);
            for (std::size_t i = 0; i < bars.size(); ++i) {
                const auto wanted = known.bars[i].pitches, found = ofFamily(made[i].notes, family);
                if (wanted.empty()) continue;
                QCOMPARE(found.size(), wanted.size());
                for (std::size_t n = 0; n < found.size(); ++n)
                    QCOMPARE(int(found[n].pitch), int(wanted[n].pitch));
            }
        }
    }

    /// Random requests at random places: locked notes byte for byte, nothing outside touched.
    void placesAreRespected() {
        const auto composer = makeComposerOf(smallModel(), {.system = "bar-rnn", .complete = true});
        for (unsigned seed = 1; seed <= 300; ++seed) {
            test::Random random(seed);
            GenerationRequest request{.controls = barRnn().generation.defaults(), .seed = seed};
            request.place = randomPlace(random);
            if (random.chance(30)) request.chords = "Am F - G7";
            const auto& place = *request.place;
            const auto made = compose::ask(*composer, request, {});
            QVERIFY2(made.ok(), made.ok() ? "" : made.message().c_str());
            for (int track = 0; track < place.piece.trackCount(); ++track) {
                const auto& before = place.piece.track(track);
                const auto& after = made->score.track(track);
                QVERIFY(before.info == after.info);
                for (const auto& note : before.notes()) {
                    if (mayChange(place, track, note)) continue;
                    const auto* kept = after.find(note.id);
                    QVERIFY(kept && *kept == note);
                }
                for (const auto& note : after.notes()) {
                    if (before.find(note.id)) continue;
                    QVERIFY(mayChange(place, track, note));
                }
            }
        }
    }

    void theSameRequestGivesTheSameNotes() {
        const auto composer = makeComposerOf(smallModel(), {.system = "bar-rnn"});
        GenerationRequest request{.controls = barRnn().generation.defaults(), .seed = 4};
        request.bars = 3;
        const auto first = composer->generate(request, {});
        const auto second = composer->generate(request, {});
        QVERIFY(first.ok() && second.ok());
        QVERIFY(first->score.sounds(second->score));
        QVERIFY(score::barCount(first->score) <= 3);
    }

    void chordsAreReadAsTyped() {
        const auto chords = chordsFrom("C Am | F#7 Bbmaj7 G/B Bdim -");
        QVERIFY(chords.ok());
        QCOMPARE(*chords, (std::vector<int>{1, 20, 13, 21, 15, 24, -1}));
        QVERIFY(!chordsFrom("H7").ok());
    }

    /// A silent family is silent, whatever comes AGAIN.
    void silenceIsKept() {
        Known known;
        known.bars.resize(6);
        for (auto& bar : known.bars) bar.attributes[kDrums].density = 0;
        for (const auto& bar : drawn(known, 6, 9)) QVERIFY(ofFamily(bar.notes, kDrums).empty());
    }
};

CONTRAFACT_TEST(TestBarRnn)
#include "tst_bar_rnn.moc"
