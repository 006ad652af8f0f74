// SPDX-License-Identifier: GPL-3.0-or-later
// CNN-LSTM GAN: counts, shapes, cells there and back, and that it learns two bars.
#include "core/encoding/boolean_roll.h"
#include "models/api/networks.h"
#include "models/compose/roll_code.h"
#include "models/nn/random.h"
#include "models/nn/sequence_discriminator.h"
#include "models/nn/tensors.h"
#include "models/systems/cnn_lstm_gan/generator.h"
#include "tests/model/runs.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

using namespace contrafact;
using namespace contrafact::models;
namespace fs = std::filesystem;

namespace {

const SystemDescriptor& system() {
    return *findSystem("cnn-lstm-gan");
}

/// Songs of one chord that lasts the whole bar, bar after bar: low in some, high in others.
std::shared_ptr<const corpus::Corpus> twoChords() {
    auto corpus = std::make_shared<corpus::Corpus>();
    corpus->name = corpus->hash = "two chords";
    for (int i = 0; i < 6; ++i) {
        encoding::GridSong grid;
        for (int bar = 0; bar < 8; ++bar)
            for (const int third : {0, 4, 7})
                grid.notes[0].push_back({bar * encoding::kStepsPerBar, encoding::kStepsPerBar,
                                         static_cast<std::uint8_t>((i % 2 ? 48 : 72) + third), 90});
        corpus::Song song;
        song.name = song.hash = std::to_string(i);
        song.score = encoding::toScore(grid);
        corpus->songs.push_back(std::move(song));
    }
    return corpus;
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
        QCOMPARE(nn::parameterCount(cnn_lstm_gan::Generator(128)), counts[0].torch);
        QCOMPARE(nn::parameterCount(nn::SequenceDiscriminator({.features = 84})), counts[1].torch);
    }

    void aPieceIsABar() {
        cnn_lstm_gan::Generator network(8);
        network.eval();
        auto generator = nn::generator(1);
        const auto pieces =
            network.forward(torch::randn({3, network.noise()}, generator), generator);
        QCOMPARE(pieces.sizes().vec(), (std::vector<std::int64_t>{3, 96, 84}));
        QVERIFY(pieces.abs().max().item<double>() <= 1);
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

    /// Almost all that it writes are the six pitches of its songs.
    void itLearnsTwoBars() {
        TrainingRequest wanted;
        wanted.system = system().id;
        wanted.params = system()
                            .training
                            .parse({{"channels", "8"},
                                    {"d_width", "16"},
                                    {"batch", "8"},
                                    {"lr_g", "0.002"},
                                    {"look_every", "50"}},
                                   system().presetParams("cpu"))
                            .value();
        wanted.corpus = twoChords();
        wanted.run = fs::path(m_folder.path().toStdString()) / "chords";
        wanted.device = "cpu";
        wanted.threads = 1;
        wanted.maxSteps = 250;
        QVERIFY(tests::trainToTheEnd(wanted).ok());
        const auto composer = (*loadNetworks())->open(wanted.run);
        QVERIFY(composer.ok());
        const auto made =
            (*composer)->generate({.controls = system().generation.defaults(), .bars = 24}, {});
        QVERIFY(made.ok() && made->score.noteCount() > 0);
        std::int64_t right = 0, all = 0;
        for (const auto& note : made->score.track(0).notes()) {
            const int pitch = note.pitch.value;
            const int third = pitch - (pitch >= 72 ? 72 : 48);
            all += note.length.value;
            if (third == 0 || third == 4 || third == 7) right += note.length.value;
        }
        QVERIFY2(right * 10 >= all * 8, qPrintable(QString("%1 of %2").arg(right).arg(all)));
    }

private:
    QTemporaryDir m_folder;
};

CONTRAFACT_TEST(TestCnnLstmGan)
#include "tst_cnn_lstm_gan.moc"
