// SPDX-License-Identifier: GPL-3.0-or-later
// ImageGAN: counts of its sizes, pictures there and back, and that a composed piece is the picture
// it comes with.
#include "models/api/networks.h"
#include "models/nn/layers.h"
#include "models/nn/random.h"
#include "models/nn/tensors.h"
#include "models/systems/image_gan/image_code.h"
#include "models/systems/image_gan/networks.h"
#include "tests/model/runs.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

using namespace contrafact;
using namespace contrafact::models;
namespace gan = contrafact::models::image_gan;
namespace fs = std::filesystem;

namespace {

const SystemDescriptor& system() {
    return *findSystem("image-gan");
}

} // namespace

class TestImageGan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsAreThoseOfItsSizes() {
        const std::map<std::string, std::int64_t> sizes{
            {"published", 22'790'913}, {"studio", 2'175'489}, {"medium", 1'011'969}};
        for (const auto& [preset, count] : sizes) {
            const auto params =
                system()
                    .training
                    .parse({{"latent", "10"}, {"pitch_bias", "false"}, {"d_norm", "batch"}},
                           system().presetParams(preset))
                    .value();
            const auto counts = system().parameterCounts(params);
            QCOMPARE(counts[0].torch, count);
            QCOMPARE(counts[1].torch, std::int64_t{34'881});
            QCOMPARE(counts[1].keras, std::int64_t{56'481});
        }
        QCOMPARE(nn::parameterCount(gan::Generator({})), sizes.at("medium"));
        QCOMPARE(nn::parameterCount(gan::Discriminator({})), std::int64_t{34'881});
    }

    void countsOfQuickPresets() {
        const auto counts = system().parameterCounts(system().presetParams("cpu"));
        const gan::Generator paint({.latent = 32, .channels = 32, .width = 8, .rowBias = true});
        QCOMPARE(nn::parameterCount(paint), counts[0].torch);
        const gan::Discriminator judge({.batchNorm = false});
        QCOMPARE(nn::parameterCount(judge), counts[1].torch);
    }

    void imagesHaveTheirSize() {
        auto generator = nn::generator(1);
        gan::Generator paint({.channels = 8, .width = 8});
        const auto images = paint.forward(torch::randn({3, paint.noise()}, generator), generator);
        QCOMPARE(images.sizes().vec(), (std::vector<std::int64_t>{3, 106, 100}));
        QVERIFY(images.min().item<double>() >= 0 && images.max().item<double>() <= 1);
        gan::Discriminator judge({});
        nn::drawWeights(judge, nn::Start::Keras, generator);
        QCOMPARE(judge.forward(images, generator).logits.numel(), std::int64_t{3});
    }

    void picturesAreNotesThereAndBack() {
        exchange::RollImage image;
        for (int column = 4; column < 12; ++column) image.at(39, column) = 255; // C4, two quarters
        QVERIFY(gan::toImage(gan::toTensor(image), 0.5) == image);
        const gan::ImageCode code;
        const auto controls = system().generation.defaults();
        const auto notes = code.notes(0.9 * gan::toTensor(image), controls);
        QCOMPARE(notes.size(), std::size_t{1});
        QCOMPARE(notes[0].pitch.value, 60);
        QCOMPARE(notes[0].onset, score::Tick(score::kDefaultPpq));
        QCOMPARE(notes[0].length, score::Tick(2 * score::kDefaultPpq));
        QCOMPARE(code.quarters(controls), 25.0);
    }

    /// A short training; the picture and the notes say the same.
    void whatItComposesIsAPicture() {
        TrainingRequest wanted;
        wanted.system = system().id;
        wanted.params = system()
                            .training
                            .parse({{"channels", "8"}, {"width", "8"}, {"batch", "4"}},
                                   system().presetParams("cpu"))
                            .value();
        wanted.corpus = tests::toyCorpus();
        wanted.run = fs::path(m_folder.path().toStdString()) / "run";
        wanted.device = "cpu";
        wanted.threads = 1;
        wanted.maxSteps = 4;
        QVERIFY(tests::trainToTheEnd(wanted).ok());
        const auto composer = (*loadNetworks())->open(wanted.run);
        QVERIFY(composer.ok());
        const auto made =
            (*composer)->generate({.controls = system().generation.defaults(), .bars = 25}, {});
        QVERIFY(made.ok());
        QCOMPARE(made->images.size(), std::size_t{4}); // of 6.25 bars each
        QVERIFY(made->score.sounds(exchange::fromImages(made->images)) ||
                made->score.noteCount() >= exchange::fromImages(made->images).noteCount());
    }

private:
    QTemporaryDir m_folder;
};

CONTRAFACT_TEST(TestImageGan)
#include "tst_image_gan.moc"
