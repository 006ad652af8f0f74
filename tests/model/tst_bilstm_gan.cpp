// SPDX-License-Identifier: GPL-3.0-or-later
// The token GANs of Liu & Huo (bilstm-gan, naive-gan): counts, sets of pitches as numbers there and
// back, pre-training.
#include "models/api/networks.h"
#include "models/api/run.h"
#include "models/compose/roll_code.h"
#include "models/nn/sequence_discriminator.h"
#include "models/nn/tensors.h"
#include "models/systems/bilstm_gan/generator.h"
#include "models/systems/naive_gan/generator.h"
#include "tests/model/runs.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

using namespace contrafact;
using namespace contrafact::models;
namespace fs = std::filesystem;

namespace {

std::vector<ParameterCount> countsOf(const char* system, const char* preset) {
    const auto& found = *findSystem(system);
    return found.parameterCounts(found.presetParams(preset));
}

compose::RollCode tokenCode() {
    compose::RollCode code(compose::RollView::Tokens, 4);
    code.setVocabulary({{{60, 64, 67}, 1}, {{72}, 1}, {{60}, 2}});
    return code;
}

} // namespace

class TestBilstmGan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsAreThePublished() {
        const auto published = countsOf("bilstm-gan", "published");
        QCOMPARE(published[0].torch, std::int64_t{12'711'012});
        QCOMPARE(published[0].keras, std::int64_t{12'702'820});
        QCOMPARE(published[1].torch, std::int64_t{5'913'601});
        QCOMPARE(published[1].keras, std::int64_t{5'907'457});
        QCOMPARE(nn::parameterCount(bilstm_gan::Generator({})), published[0].torch);
        QCOMPARE(nn::parameterCount(nn::SequenceDiscriminator({})), published[1].torch);
        const auto rows = countsOf("bilstm-gan", "many-hot");
        QCOMPARE(rows[0].torch, std::int64_t{21'044'096});
        QCOMPARE(rows[1].torch, std::int64_t{6'083'585});
        const auto naive = countsOf("naive-gan", "published");
        QCOMPARE(naive[0].torch, std::int64_t{788'836});
        QCOMPARE(naive[0].keras, std::int64_t{792'420});
        QCOMPARE(nn::parameterCount(naive_gan::Generator()), naive[0].torch);
        QCOMPARE(naive[1].torch, published[1].torch);
    }

    /// Silence, then {60}, {60 64 67}, {72}: -1, -0.5, 0, 0.5.
    void setsAreNumbersThereAndBack() {
        const auto code = tokenCode();
        QCOMPARE(code.vocabularySize(), std::size_t{4});
        encoding::BooleanRoll roll(code.steps());
        for (const int pitch : {60, 64, 67}) roll.at(1, pitch) = 1;
        roll.at(2, 72) = 1;
        const auto piece = code.piece(roll);
        QCOMPARE(piece[0][0].item<float>(), -1.0F);
        QCOMPARE(piece[1][0].item<float>(), 0.0F);
        QCOMPARE(piece[2][0].item<float>(), 0.5F);
        const auto back = code.roll(piece);
        for (int step = 0; step < back.steps; ++step)
            QCOMPARE(back.pitchesAt(step), roll.pitchesAt(step));
        QCOMPARE(code.roll(torch::full({100, 1}, 0.7F)).pitchesAt(0), encoding::PitchSet{72});
        QCOMPARE(code.roll(torch::full({100, 1}, 9.0F)).pitchesAt(0), encoding::PitchSet{72});
        TensorFile file;
        code.save(file);
        compose::RollCode again(compose::RollView::Tokens, 4);
        again.load(file);
        QVERIFY(again.roll(piece) == back);
    }

    /// Of eight steps silence has two, {60} five and {72} one: they end at -0.5, 0.75 and 1.
    void setsStandForTheirShareOfTheTime() {
        const compose::TokenOptions options{.byFrequency = true};
        compose::RollCode code(compose::RollView::Tokens, 4, options);
        code.setVocabulary({{{}, 2}, {{60}, 5}, {{72}, 1}});
        TensorFile file;
        code.save(file);
        compose::RollCode again(compose::RollView::Tokens, 4, options);
        again.load(file);
        for (const auto& each : {code, again}) {
            const auto at = [&](float number) {
                return each.roll(torch::full({100, 1}, number)).pitchesAt(0);
            };
            QCOMPARE(at(-0.6F), encoding::PitchSet());
            QCOMPARE(at(-0.4F), encoding::PitchSet{60});
            QCOMPARE(at(0.7F), encoding::PitchSet{60});
            QCOMPARE(at(0.8F), encoding::PitchSet{72});
            QCOMPARE(at(9.0F), encoding::PitchSet{72});
            encoding::BooleanRoll roll(each.steps());
            roll.at(1, 60) = 1;
            const auto piece = each.piece(roll);
            QCOMPARE(piece[0][0].item<float>(), -0.75F);
            QCOMPARE(piece[1][0].item<float>(), 0.125F);
            QVERIFY(each.played(piece.unsqueeze(0))[0].equal(piece));
        }
    }

    /// The generator alone comes nearer to clean music before the game begins.
    void preTrainingLearns() {
        const auto& system = *findSystem("naive-gan");
        TrainingRequest wanted;
        wanted.system = system.id;
        wanted.params =
            system.training
                .parse(
                    {{"pretrain_epochs", "20"}, {"epochs", "1"}, {"batch", "8"}, {"d_width", "8"}},
                    system.presetParams("cpu"))
                .value();
        wanted.corpus = tests::toyCorpus();
        wanted.run = fs::path(m_folder.path().toStdString()) / "pretrained";
        wanted.device = "cpu";
        wanted.threads = 1;
        QVERIFY(tests::trainToTheEnd(wanted).ok());
        const auto curves = readCurves(wanted.run).value();
        const auto curve = std::ranges::find(curves, "pretrain_loss", &Curve::key);
        QVERIFY(curve != curves.end() && curve->value.size() > 20);
        QVERIFY(curve->value.back() < 0.5 * curve->value.front());
    }

private:
    QTemporaryDir m_folder;
};

CONTRAFACT_TEST(TestBilstmGan)
#include "tst_bilstm_gan.moc"
