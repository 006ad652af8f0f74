// SPDX-License-Identifier: GPL-3.0-or-later
// The note GRU: names of notes and chords, counts, what it learns, continuing in the given tempo
// and meter.
#include "core/encoding/chord_tokens.h"
#include "models/api/networks.h"
#include "models/api/run.h"
#include "models/nn/tensors.h"
#include "models/systems/note_gru/model.h"
#include "tests/model/runs.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

using namespace contrafact;
using namespace contrafact::models;
using encoding::chordToken, encoding::pitchesOf;
using Pitches = std::vector<int>;
namespace fs = std::filesystem;

namespace {

const SystemDescriptor& system() {
    return *findSystem("note-gru");
}

score::Note note(int onset, int length, int pitch) {
    return {score::Tick(onset), score::Tick(length), score::Pitch(static_cast<std::int16_t>(pitch)),
            90};
}

} // namespace

class TestNoteGru : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void notesAndChordsHaveNames() {
        QCOMPARE(chordToken(Pitches{60}), std::string("C4"));
        QCOMPARE(chordToken(Pitches{54}), std::string("F#3"));
        QCOMPARE(chordToken(Pitches{48, 72}), std::string("C3")); // one pitch class is a note
        QCOMPARE(chordToken(Pitches{67, 60, 64}), std::string("0.4.7"));
        QCOMPARE(chordToken(Pitches{55, 59, 62, 67}), std::string("7.11.2"));
        for (int pitch = 0; pitch < 128; ++pitch)
            QCOMPARE(pitchesOf(chordToken(Pitches{pitch})), Pitches{pitch});
        QCOMPARE(pitchesOf("7.11.2"), (Pitches{67, 71, 74}));
        for (const char* odd : {"", "H4", "C", "C99", "0.12", "0.x", "."})
            QCOMPARE(pitchesOf(odd), Pitches{});
    }

    void aChordIsWhatIsStruckOrSounds() {
        const std::vector notes{note(0, 960, 60), note(0, 480, 64), note(480, 480, 67)};
        QCOMPARE(encoding::chordTokens(notes), (std::vector<std::string>{"0.4", "G4"}));
        QCOMPARE(encoding::chordTokens(notes, encoding::ChordNotes::Sounding),
                 (std::vector<std::string>{"0.4", "7.0"}));
    }

    void countsAreThoseOfTheSource() {
        for (const char* layers : {"1", "2"}) {
            const auto params = system().training.parse({{"layers", layers}}).value();
            note_gru::Model model(params);
            std::vector<std::string> names;
            for (int i = 0; i < 1000; ++i) names.push_back(std::to_string(i));
            model.setTokens(names);
            const auto count = system().parameterCounts(params).front();
            QCOMPARE(nn::parameterCount(*model.network), count.torch);
            QCOMPARE(count.torch, *layers == '1' ? 248'872 : 400'744);
        }
    }

    void itLearnsAndGoesOnInTheGivenTempoAndMeter() {
        const QTemporaryDir folder;
        const auto run = fs::path(folder.path().toStdString()) / "run";
        const auto wanted = tests::toyTraining(system(), system().presetParams("cpu"), run, 60);
        QVERIFY(tests::trainToTheEnd(wanted).ok());
        const auto curves = readCurves(run).value();
        const auto last = [&](const char* key) { return tests::newest(curves, key); };
        QVERIFY(last("loss") < 0.6 * curves.front().value.front());
        QVERIFY(last("val_loss") > 0 && last("ngram_loss") > 0);
        QVERIFY(std::abs(last("val_bits") / last("val_loss") -
                         last("ngram_bits") / last("ngram_loss")) < 1e-4);

        auto before = wanted.corpus->songs.back().score;
        before.tempo = score::TempoMap(before.ppq(), {{score::Tick(), 400'000}});
        before.meter = score::MeterMap(before.ppq(), {{score::Tick(), 3, 4}});
        const auto composer = (*loadNetworks())->open(run).value();
        GenerationRequest request{
            .controls = system().generation.defaults(), .bars = 3, .continueFrom = before};
        const auto made = composer->generate(request, {}).value();
        QVERIFY(std::abs(made.score.tempo.bpmAt(score::Tick()) - 150) < 0.01);
        QCOMPARE(made.score.meter.at(score::Tick()).numerator, 3);
        QCOMPARE(made.score.end().value, std::int64_t{3 * 4 * 480});
        request.controls.set("temperature", 0.0); // the likeliest: the seed says nothing
        const auto once = composer->generate(request, {}).value();
        request.seed = 7;
        QVERIFY(once.score.sounds(composer->generate(request, {}).value().score));
    }
};

CONTRAFACT_TEST(TestNoteGru)
#include "tst_note_gru.moc"
