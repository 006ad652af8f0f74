// SPDX-License-Identifier: GPL-3.0-or-later
// Composing at a place of a piece: what may change and what may not, with a composer made by rule.
#include "core/encoding/family.h"
#include "models/compose/asking.h"
#include "models/compose/placing.h"
#include "tests/support/test.h"

#include <algorithm>

using namespace contrafact;
using namespace contrafact::models;
using score::Note, score::Pitch, score::Score, score::Tick;

namespace {

constexpr int kBeat = score::kDefaultPpq;
constexpr int kBar = 4 * kBeat;

Note note(int onset, int length, int pitch) {
    return {Tick(onset), Tick(length), Pitch(static_cast<std::int16_t>(pitch)), 90};
}

/// Four bars of quarters on a piano (C4) and a bass (C2), and drums.
Score piece() {
    Score made;
    for (const auto family :
         {encoding::Family::Piano, encoding::Family::Bass, encoding::Family::Drums}) {
        const int pitch = family == encoding::Family::Piano ? 60 : 36;
        std::vector<Note> notes;
        for (int beat = 0; beat < 16; ++beat) notes.push_back(note(beat * kBeat, kBeat, pitch));
        made.addTrack(score::Track(encoding::trackFor(family), std::move(notes)));
    }
    return made;
}

/// Bars 2 and 3 of the piano.
Place pianoPlace() {
    return {.piece = piece(), .range = {Tick(kBar), Tick(3 * kBar)}, .tracks = {0}};
}

/// Eighths on a piano and half notes on a bass, two bars, at twice the resolution.
Score generated() {
    Score made(2 * score::kDefaultPpq);
    std::vector<Note> eighths, halves;
    for (int i = 0; i < 16; ++i) eighths.push_back(note(i * kBeat, kBeat, 70 + i % 8));
    for (int i = 0; i < 4; ++i) halves.push_back(note(i * 4 * kBeat, 4 * kBeat, 40 + i));
    made.addTrack(score::Track(encoding::trackFor(encoding::Family::Piano), std::move(eighths)));
    made.addTrack(score::Track(encoding::trackFor(encoding::Family::Bass), std::move(halves)));
    return made;
}

std::vector<Note> inRange(const Score& score, int track, score::TickRange range, bool inside) {
    std::vector<Note> notes;
    for (const auto& note : score.track(track).notes())
        if (range.contains(note.onset) == inside) notes.push_back(note);
    return notes;
}

class ByRule : public Composer {
public:
    explicit ByRule(const char* system) {
        m_info.system = system;
        m_info.complete = true;
    }
    const CheckpointInfo& info() const override { return m_info; }
    Result<Generated> generate(const GenerationRequest& request, std::stop_token) override {
        asked = request;
        return Generated{.score = generated(), .provenance = "{}"};
    }
    Result<LatentMap> latentMap() override { return Error{"none"}; }

    GenerationRequest asked;
    CheckpointInfo m_info;
};

} // namespace

class TestPlacing : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingOutsideOfThePlaceChanges() {
        const auto place = pianoPlace();
        const auto result = compose::putIn(place, generated());
        QCOMPARE(result.trackCount(), 3);
        QVERIFY(result.track(1) == place.piece.track(1));
        QVERIFY(result.track(2) == place.piece.track(2));
        QVERIFY(inRange(result, 0, place.range, false) ==
                inRange(place.piece, 0, place.range, false));
        const auto inside = inRange(result, 0, place.range, true);
        QCOMPARE(inside.size(), std::size_t{16});
        QCOMPARE(inside[1].onset.value, std::int64_t{kBar + kBeat / 2});
        QCOMPARE(int{inside[1].pitch.value}, 71);
    }

    void lockedNotesStay() {
        auto place = pianoPlace();
        const auto locked = inRange(place.piece, 0, place.range, true)[2];
        place.locked = {locked.id};
        const auto result = compose::putIn(place, generated());
        QVERIFY(*result.track(0).find(locked.id) == locked);
        place.piece.editTrack(0).info.locked = true;
        place.tracks.clear();
        const auto other = compose::putIn(place, generated());
        QVERIFY(other.track(0) == place.piece.track(0));
        QCOMPARE(inRange(other, 1, place.range, true).size(), std::size_t{4});
    }

    void pitchesLimitWhatIsTouched() {
        auto place = pianoPlace();
        place.low = Pitch(61);
        place.high = Pitch(84);
        const auto result = compose::putIn(place, generated());
        // The quarters on C4 stay, the eighths come beside them.
        QCOMPARE(inRange(result, 0, place.range, true).size(), std::size_t{8 + 16});
    }

    void rhythmOrPitchesAreKept() {
        auto place = pianoPlace();
        const auto old = inRange(place.piece, 0, place.range, true);
        place.kept = KeptPart::Rhythm;
        const auto sameRhythm = inRange(compose::putIn(place, generated()), 0, place.range, true);
        QCOMPARE(sameRhythm.size(), old.size());
        for (std::size_t i = 0; i < old.size(); ++i) {
            QVERIFY(sameRhythm[i].onset == old[i].onset && sameRhythm[i].length == old[i].length);
            QCOMPARE(int{sameRhythm[i].pitch.value}, 70 + static_cast<int>(2 * i) % 8);
        }
        place.kept = KeptPart::Pitches;
        const auto samePitches = inRange(compose::putIn(place, generated()), 0, place.range, true);
        QCOMPARE(samePitches.size(), std::size_t{16});
        QVERIFY(
            std::ranges::all_of(samePitches, [](const Note& n) { return n.pitch == Pitch(60); }));
    }

    void theSystemIsAskedForWhatItCan() {
        ByRule rnn("midi-rnn"), gan("dcgan");
        GenerationRequest request{.place = pianoPlace()};
        auto made = compose::ask(rnn, request, {});
        QVERIFY2(made.ok(), made ? "" : made.message().c_str());
        QCOMPARE(rnn.asked.bars, 2);
        QCOMPARE(rnn.asked.continueFrom->end().value, std::int64_t{kBar});
        QVERIFY(made->remarks.front().find("what is around") != std::string::npos);
        QVERIFY(made->provenance.find("bars 2-3 of Piano") != std::string::npos);
        QVERIFY(compose::ask(gan, request, {}).ok());
        QVERIFY(!gan.asked.continueFrom);
    }

    void whatIsContinuedKeepsItsMeterAndTempo() {
        ByRule rnn("midi-rnn");
        auto place = pianoPlace();
        place.piece.meter = score::MeterMap(kBeat, {{.numerator = 3, .denominator = 4}});
        place.piece.tempo = score::TempoMap(kBeat, {{Tick(), 750'000}});
        place.range = {Tick(6 * kBeat), Tick(9 * kBeat)};
        QVERIFY(compose::ask(rnn, {.place = place}, {}).ok());
        QCOMPARE(rnn.asked.continueFrom->meter.at(Tick()).numerator, 3);
        QCOMPARE(rnn.asked.continueFrom->tempo.bpmAt(Tick()), 80.0);

        const auto made = compose::ask(rnn, {.continueFrom = place.piece}, {});
        QCOMPARE(made->score.tempo.bpmAt(Tick()), 80.0);
        QCOMPARE(made->remarks.front(), std::string("MidiRNN counts in 4/4: it goes on from music "
                                                    "in 3/4 in bars of 4/4"));
        QVERIFY(compose::ask(rnn, {.continueFrom = piece()}, {})->remarks.empty());
    }

    void whatASystemCannotDoIsNamed() {
        ByRule rnn("midi-rnn"), gan("dcgan");
        const auto refusal = [](ByRule& composer, const GenerationRequest& request) {
            const auto made = compose::ask(composer, request, {});
            return made ? std::string() : made.message();
        };
        QCOMPARE(refusal(gan, {.continueFrom = piece()}),
                 std::string("DCGAN cannot continue given music"));
        QCOMPARE(refusal(rnn, {.target = piece()}), std::string("MidiRNN cannot blend two pieces"));
        QCOMPARE(refusal(rnn, {.chords = "Am F"}),
                 std::string("MidiRNN cannot follow given chords"));
        auto place = pianoPlace();
        place.tracks = {2};
        QVERIFY(refusal(rnn, {.place = place}).find("drums") != std::string::npos);
        place.tracks = {0, 1};
        QVERIFY(refusal(rnn, {.place = place}).find("several tracks") != std::string::npos);
        place.tracks = {7};
        QVERIFY(refusal(gan, {.place = place}).find("no track 8") != std::string::npos);
        place = pianoPlace();
        place.kept = KeptPart::Rhythm;
        place.range = {Tick(8 * kBar), Tick(9 * kBar)};
        QVERIFY(refusal(gan, {.place = place}).find("no notes") != std::string::npos);
    }

    void anUnfinishedTrainingIsTold() {
        ByRule gan("dcgan");
        gan.m_info.complete = false;
        gan.m_info.step = 12;
        const auto made = compose::ask(gan, {}, {});
        QVERIFY(made->remarks.back().find("stopped early, at step 12") != std::string::npos);
    }

    void takesHaveSeedsOfTheirOwn() {
        ByRule gan("dcgan");
        std::vector<std::uint64_t> seeds;
        const auto made = generateTakes(gan, {.seed = 5}, 3, {}, [&](const Generated&, int) {
            seeds.push_back(gan.asked.seed);
            return Result<void>();
        });
        QCOMPARE(made.value(), 3);
        QVERIFY((seeds == std::vector<std::uint64_t>{5, 6, 7}));
    }
};

CONTRAFACT_TEST(TestPlacing)
#include "tst_placing.moc"
