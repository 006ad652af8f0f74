// SPDX-License-Identifier: GPL-3.0-or-later
// The networks themselves: their size, that patches are the published convolutions, that they can
// learn, and that a bad step leaves them alone.
#include "core/encoding/patches.h"
#include "models/api/descriptor.h"
#include "models/nn/optimiser.h"
#include "models/nn/random.h"
#include "models/nn/tensors.h"
#include "models/nn/torch.h"
#include "models/systems/vae_nn/network.h"
#include "models/train/steps.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

using namespace contrafact;
using namespace contrafact::models;
namespace vae = contrafact::models::vae_nn;

namespace {

torch::Tensor toyWindows(int family, int count) {
    const auto corpus = tests::toyCorpus(count, 4);
    auto cells = torch::empty({count, encoding::kPatchCells});
    for (int i = 0; i < count; ++i)
        encoding::fillPatches(encoding::toGrid(corpus->songs[static_cast<std::size_t>(i)].score),
                              family, 0, 0, false,
                              {cells.data_ptr<float>() + std::ptrdiff_t{i} * encoding::kPatchCells,
                               encoding::kPatchCells});
    return cells;
}

/// [B, 4096] in patch order -> [B, 1, 32, 128].
torch::Tensor asImage(const torch::Tensor& cells) {
    std::vector<std::int64_t> order(encoding::patchOrder().begin(), encoding::patchOrder().end());
    return cells.index_select(1, torch::tensor(order)).view({-1, 1, 32, 128});
}

torch::Tensor parameter(const torch::nn::Module& module, const std::string& name) {
    return module.named_parameters()[name];
}

double f1(const torch::Tensor& said, const torch::Tensor& truth) {
    const double right = said.logical_and(truth).sum().item<double>();
    return 2 * right / (said.sum().item<double>() + truth.sum().item<double>());
}

} // namespace

class TestVaeNetwork : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsAreThePublishedOnes_data() {
        QTest::addColumn<QString>("k");
        QTest::addColumn<qint64>("vae");
        QTest::addColumn<qint64>("total");
        const auto total = [](qint64 autoencoder, qint64 k) {
            return 5 * autoencoder + (257 * k + 16640) + 4 * (385 * k + 128);
        };
        for (const auto& [k, count] : {std::pair<qint64, qint64>{8, 1'318'027},
                                       {16, 1'322'131},
                                       {32, 1'330'339},
                                       {64, 1'346'755}})
            QTest::newRow(std::to_string(k).c_str())
                << QString::number(k) << count << total(count, k);
    }
    void countsAreThePublishedOnes() {
        QFETCH(QString, k);
        QFETCH(qint64, vae);
        QFETCH(qint64, total);
        const auto& system = *findSystem("vae-nn");
        auto params = system.training.defaults();
        params.set("k", k.toStdString());
        const auto counts = system.parameterCounts(params);
        QCOMPARE(counts.size(), std::size_t{10});
        QCOMPARE(counts.front().torch, vae);
        if (k == "16") {
            QCOMPARE(total, qint64{6'656'559});
            QCOMPARE(counts[5].torch, qint64{20'752});
            QCOMPARE(counts[6].keras, qint64{6'288});
        }
        std::size_t i = 0;
        qint64 sum = 0;
        vae_nn::Networks(k.toLongLong())
            .forEach([&](const std::string& name, const torch::nn::Module& module) {
                QVERIFY2(nn::parameterCount(module) == counts[i++].torch, name.c_str());
                sum += nn::parameterCount(module);
            });
        QCOMPARE(sum, total);
    }

    void patchesAreConvolutions() {
        const torch::NoGradGuard still;
        auto generator = nn::generator(3);
        const auto cells = torch::rand({3, encoding::kPatchCells}, generator);
        vae::ConvVae network(16);
        network->initialise(generator, 0.1);

        // The same weights as torch's own layers want them: [out, in, rows, columns].
        const auto conv = [&](const char* name, std::int64_t in, std::int64_t rows,
                              std::int64_t columns) {
            const auto weight = parameter(*network, std::string(name) + ".weight");
            return weight.view({rows, columns, in, -1}).permute({3, 2, 0, 1});
        };
        const auto bias = [&](const char* name) {
            return parameter(*network, std::string(name) + ".bias");
        };
        auto h = torch::conv2d(asImage(cells), conv("conv1", 1, 4, 4), bias("conv1"), 4).relu();
        h = torch::conv2d(h, conv("conv2", 64, 4, 4), bias("conv2"), 4).relu();
        h = torch::conv2d(h, conv("conv3", 128, 2, 8), bias("conv3"), {2, 8}).relu();
        const auto posterior =
            torch::linear(h.view({-1, 256}), parameter(*network, "posterior.weight"),
                          parameter(*network, "posterior.bias"));
        QVERIFY(
            torch::allclose(posterior.narrow(1, 0, 16), network->encode(cells).mean, 1e-4, 1e-5));

        const auto deconv = [&](const char* name, std::int64_t out, std::int64_t rows,
                                std::int64_t columns) {
            const auto weight = parameter(*network, std::string(name) + ".weight");
            return weight.view({-1, rows, columns, out}).permute({0, 3, 1, 2});
        };
        const auto z = torch::randn({3, 16}, generator);
        auto g =
            torch::linear(z, parameter(*network, "start.weight"), parameter(*network, "start.bias"))
                .relu()
                .view({-1, 256, 1, 1});
        g = torch::conv_transpose2d(g, deconv("deconv3", 128, 2, 8), bias("deconv3"), {2, 8})
                .relu();
        g = torch::conv_transpose2d(g, deconv("deconv2", 64, 4, 4), bias("deconv2"), 4).relu();
        g = torch::conv_transpose2d(g, deconv("deconv1", 1, 4, 4), bias("deconv1"), 4);
        QVERIFY(torch::allclose(g, asImage(network->decode(z)), 1e-4, 1e-5));
    }

    void aTinySetIsLearntByHeart() {
        torch::set_num_threads(1);
        const auto x = toyWindows(0, 8);
        auto generator = nn::generator(1);
        vae::ConvVae network(16);
        network->initialise(generator, x.mean().item<double>());
        nn::Optimiser adam(*network, {});
        for (int step = 0; step < 250; ++step) {
            const auto posterior = network->encode(x);
            const auto sample = train::drawLatent(posterior.mean, posterior.logSigma, generator);
            const auto kl = train::klDivergence(posterior.mean, posterior.logSigma);
            adam.descend(train::bernoulliLoss(network->decode(sample.z), x) + 0.1 * kl, 1e-3);
        }
        const torch::NoGradGuard still;
        const auto back = network->decode(network->encode(x).mean);
        const double figure = f1(back > 0, x > 0);
        QVERIFY2(figure > 0.9, std::to_string(figure).c_str());
    }

    void lossesAreThoseOfTheBooks() {
        auto generator = nn::generator(2);
        const auto logits = torch::randn({4, 50}, generator);
        const auto x = (torch::rand({4, 50}, generator) < 0.2).to(torch::kFloat32);
        const auto p = logits.sigmoid();
        const auto expected = -(x * p.log() + (1 - x) * (1 - p).log()).sum() / 4;
        QVERIFY(torch::allclose(train::bernoulliLoss(logits, x), expected, 1e-4));

        const auto logSigma = torch::tensor({-0.5F});
        const auto gaussian =
            ((x - logits).square() / (2 * (2 * logSigma).exp()) + logSigma).sum() / 4;
        QVERIFY(torch::allclose(train::gaussianLoss(logits, x, logSigma), gaussian, 1e-4));

        // Many samples of the estimate come to the exact divergence.
        const auto mean = torch::full({20'000, 4}, 0.7);
        const auto spread = torch::full({20'000, 1}, -0.4);
        const auto sample = train::drawLatent(mean, spread, generator);
        QVERIFY(std::abs(train::sampledKl(sample, spread).item<double>() -
                         train::klDivergence(mean, spread).item<double>()) < 0.05);
        QVERIFY(train::klDivergence(torch::zeros({2, 3}), torch::zeros({2, 1})).item<double>() ==
                0);
    }

    void aBadStepLeavesTheWeightsAlone() {
        vae::LatentNet network(std::vector<std::int64_t>{4, 8, 2}, 0.0);
        auto generator = nn::generator(5);
        network->initialise(generator);
        nn::Optimiser adam(*network, {});
        const auto before = network->parameters()[0].detach().clone();
        const auto y = network->forward(torch::ones({3, 4}));
        QVERIFY_EXCEPTION_THROWN(adam.descend((y * NAN).sum(), 0.1), nn::Diverged);
        // A finite loss with an infinite gradient: the root of 0.
        const auto steep = network->forward(torch::ones({3, 4})).mul(0).sqrt().sum();
        QVERIFY_EXCEPTION_THROWN(adam.descend(steep, 0.1), nn::Diverged);
        QVERIFY(torch::equal(before, network->parameters()[0]));
    }

    void aForeignTensorIsNamed() {
        vae::LatentNet small(std::vector<std::int64_t>{4, 8, 2}, 0.0);
        vae::LatentNet large(std::vector<std::int64_t>{4, 9, 2}, 0.0);
        TensorFile file;
        nn::saveModule(*small, "melody", file);
        try {
            nn::loadModule(*large, "melody", file);
            QFAIL("a wrong shape was taken");
        } catch (const std::runtime_error& problem) {
            const std::string text = problem.what();
            QVERIFY2(text.find("melody/dense1.weight") != std::string::npos &&
                         text.find("[8, 4]") != std::string::npos &&
                         text.find("[9, 4]") != std::string::npos,
                     text.c_str());
        }
        file.tensors.erase("melody/dense2.bias");
        QVERIFY_EXCEPTION_THROWN(nn::loadModule(*small, "melody", file), std::runtime_error);
        nn::saveModule(*small, "melody", file);
        file.tensors["melody/extra"] = file.tensors["melody/dense2.bias"];
        QVERIFY_EXCEPTION_THROWN(nn::loadModule(*small, "melody", file), std::runtime_error);
    }
};

CONTRAFACT_TEST(TestVaeNetwork)
#include "tst_vae_network.moc"
