// SPDX-License-Identifier: GPL-3.0-or-later
// Pitch LSTM GAN: counts of both layouts, words there and back, where their notes stand.
#include "core/encoding/chord_tokens.h"
#include "core/encoding/pitch_names.h"
#include "models/api/networks.h"
#include "models/nn/random.h"
#include "models/nn/sequence_discriminator.h"
#include "models/nn/tensors.h"
#include "models/systems/pitch_lstm_gan/generator.h"
#include "models/systems/pitch_lstm_gan/word_code.h"
#include "tests/support/test.h"

using namespace contrafact;
using namespace contrafact::models;
namespace gan = contrafact::models::pitch_lstm_gan;

namespace {

const SystemDescriptor& system() {
    return *findSystem("pitch-lstm-gan");
}

Params controls(const char* spacing) {
    return system().generation.parse({{"spacing", spacing}}).value();
}

} // namespace

class TestPitchLstmGan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsAreThoseOfTheProgram() {
        using gan::Layout;
        const auto published = system().parameterCounts(system().presetParams("published"));
        QCOMPARE(published[0].torch, std::int64_t{492'524});
        QCOMPARE(published[1].torch, std::int64_t{3'752'961});
        QCOMPARE(nn::parameterCount(gan::Generator(Layout::Repo, true)), published[0].torch);
        QCOMPARE(nn::parameterCount(nn::SequenceDiscriminator(
                     {.features = 100, .bothDirections = false, .slope = 0.01})),
                 published[1].torch);
        const auto code = system().parameterCounts(system().presetParams("code"));
        QCOMPARE(code[0].torch, std::int64_t{472'324});
        const auto timeMajor = system().parameterCounts(system().presetParams("time-major"));
        QCOMPARE(nn::parameterCount(gan::Generator(Layout::TimeMajor, true)), timeMajor[0].torch);
    }

    void layoutsAreShapes() {
        auto generator = nn::generator(1);
        const auto noise = torch::randn({2, gan::kNotes}, generator);
        gan::Generator atOnce(gan::Layout::Repo, false), inTurn(gan::Layout::TimeMajor, true);
        QCOMPARE(atOnce.forward(noise, generator).sizes().vec(),
                 (std::vector<std::int64_t>{2, 1, 100}));
        QCOMPARE(inTurn.forward(noise, generator).sizes().vec(),
                 (std::vector<std::int64_t>{2, 100, 1}));
    }

    /// Chords lose their octave: C E G of any octave is "0.4.7" and comes back in the middle.
    void wordsAreNotesAndChords() {
        score::Score song;
        const auto note = [](int onset, int pitch) {
            return score::Note{score::Tick(onset), score::Tick(100),
                               score::Pitch(static_cast<std::int16_t>(pitch)), 90};
        };
        song.addTrack(score::Track({}, {note(0, 66), note(480, 55), note(480, 48), note(480, 52),
                                        note(960, 70), note(1440, 11)}));
        QCOMPARE(encoding::pitchWords(song),
                 (std::vector<std::string>{"F#4", "0.4.7", "B-4", "B0"}));
        QCOMPARE(encoding::pitchWords(song, -3),
                 (std::vector<std::string>{"E-4", "9.1.4", "G4", "G#0"}));
        QCOMPARE(encoding::pitchesOfWord("F#4"), std::vector<int>{66});
        QCOMPARE(encoding::pitchesOfWord("0.4.7"), (std::vector<int>{60, 64, 67}));
        QCOMPARE(encoding::pitchesOfWord("11"), std::vector<int>{71}); // two of one class
        for (int pitch = 12; pitch < 128; ++pitch)
            QCOMPARE(encoding::pitchesOfWord(encoding::pitchName(pitch)), std::vector<int>{pitch});
        for (const char* word : {"", "H4", "C", "12", "1..2", "C99"})
            QVERIFY2(encoding::pitchesOfWord(word).empty(), word);
        QCOMPARE(encoding::normalOrder(std::vector{64, 67, 72}), (std::vector<int>{0, 4, 7}));
        QCOMPARE(encoding::normalOrder(std::vector{62, 65, 71}), (std::vector<int>{11, 2, 5}));
    }

    void notesStandAtEqualDistances() {
        gan::WordCode code;
        code.setVocabulary({"0.4.7", "C5"}); // -1 and 0
        auto piece = torch::full({1, 100}, -1.0F);
        piece[0][1] = 0.0F;
        piece[0][2] = 0.0F;
        const auto notes = code.notes(piece, controls("0.5"));
        QCOMPARE(notes.size(), std::size_t{98 * 3 + 2});
        constexpr std::int64_t kQuarter = score::kDefaultPpq;
        QCOMPARE(notes[3].pitch.value, 72);
        QCOMPARE(notes[3].onset.value, kQuarter / 2);
        QCOMPARE(notes[3].length.value, kQuarter / 2); // the next C5 comes then
        QCOMPARE(notes[4].length.value, kQuarter);
        QCOMPARE(code.quarters(controls("0.5")), 50.0);
        QCOMPARE(code.quarters(controls("1")), 100.0);
    }
};

CONTRAFACT_TEST(TestPitchLstmGan)
#include "tst_pitch_lstm_gan.moc"
