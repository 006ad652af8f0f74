// SPDX-License-Identifier: GPL-3.0-or-later
// CNN-LSTM GAN: counts, shapes, cells there and back.
#include "core/encoding/boolean_roll.h"
#include "models/api/descriptor.h"
#include "models/compose/roll_code.h"
#include "models/nn/random.h"
#include "models/nn/sequence_discriminator.h"
#include "models/nn/tensors.h"
#include "models/systems/cnn_lstm_gan/generator.h"
#include "tests/support/test.h"

using namespace contrafact;
using namespace contrafact::models;

namespace {

const SystemDescriptor& system() {
    return *findSystem("cnn-lstm-gan");
}

} // namespace

class TestCnnLstmGan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsAreThoseOfThePaper() {
        const auto counts = system().parameterCounts(system().presetParams("published"));
        QCOMPARE(counts[0].torch, std::int64_t{6'737'921});
        QCOMPARE(counts[0].keras, std::int64_t{6'738'177});
        QCOMPARE(counts[1].torch, std::int64_t{6'083'585});
        QCOMPARE(counts[1].keras, std::int64_t{6'077'441});
        QCOMPARE(nn::parameterCount(cnn_lstm_gan::Generator({})), counts[0].torch);
        QCOMPARE(nn::parameterCount(nn::SequenceDiscriminator({.features = 84})), counts[1].torch);
    }

    void aPieceIsABar() {
        cnn_lstm_gan::Generator network({.channels = 8});
        network.eval();
        auto generator = nn::generator(1);
        const auto pieces =
            network.forward(torch::randn({3, network.noise()}, generator), generator);
        QCOMPARE(pieces.sizes().vec(), (std::vector<std::int64_t>{3, 96, 84}));
        QVERIFY(pieces.abs().max().item<double>() <= 1);
    }

    /// The quick presets' networks have the sizes that are shown before training.
    void countsOfQuickPresets() {
        const auto params = system().presetParams("cpu");
        QCOMPARE(params.choice("d_silence"), std::string("0"));
        const auto counts = system().parameterCounts(params);
        const cnn_lstm_gan::Generator network(
            {.channels = params.integer("channels"), .pitchLayer = params.flag("pitch_layer")});
        QCOMPARE(nn::parameterCount(network), counts[0].torch);
        const nn::SequenceDiscriminator judge({.features = 84,
                                               .stepsAtOnce = 4,
                                               .width = params.integer("d_width"),
                                               .batchSpread = params.flag("batch_spread")});
        QCOMPARE(nn::parameterCount(judge), counts[1].torch);
    }

    void cellsAreNumbersThereAndBack() {
        const compose::RollCode code(compose::RollView::Cells, 24);
        encoding::BooleanRoll roll(96);
        for (int step = 6; step < 30; ++step) roll.at(step, 60) = 1;
        const auto piece = code.piece(roll);
        QCOMPARE(piece.sum().item<double>(), 24.0 - (96 * 84 - 24));
        QVERIFY(code.roll(piece) == roll);
        const auto notes = code.notes(piece, system().generation.defaults());
        QCOMPARE(notes.size(), std::size_t{1});
        QCOMPARE(notes[0].onset, score::Tick(score::kDefaultPpq / 4));
        QCOMPARE(notes[0].length, score::Tick(score::kDefaultPpq));
    }
};

CONTRAFACT_TEST(TestCnnLstmGan)
#include "tst_cnn_lstm_gan.moc"
