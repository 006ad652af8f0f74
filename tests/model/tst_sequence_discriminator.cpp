// SPDX-License-Identifier: GPL-3.0-or-later
// The discriminator of the LSTM GANs: penalties of its gradient, and what it sees of a batch.
#include "models/nn/layers.h"
#include "models/nn/optimiser.h"
#include "models/nn/random.h"
#include "models/nn/sequence_discriminator.h"
#include "models/train/adversarial.h"
#include "tests/support/test.h"

#include <cmath>

using namespace contrafact::models;

namespace {

constexpr std::int64_t kPieces = 16;

/// Sparse cells of -1 and 1 as they sound in pairs a third apart, or just as many on their own.
torch::Tensor sparseCells(bool pairs, at::Generator& generator) {
    const auto drawn = [&] { return torch::rand({kPieces, 24, 84}, generator) < 0.02; };
    constexpr std::int64_t kThird = 4;
    const auto lower = drawn();
    const auto upper = pairs ? lower.roll(kThird, 2) : drawn();
    return lower.logical_or(upper).to(torch::kFloat32) * 2 - 1;
}

/// The share that a small discriminator tells in the end of a short training.
double toldInPairs(bool silenceIsZero) {
    nn::SequenceDiscriminator network(
        {.features = 84, .stepsAtOnce = 4, .width = 16, .silenceIsZero = silenceIsZero});
    auto generator = nn::generator(3);
    nn::drawWeights(network, nn::Start::Keras, generator);
    nn::Optimiser optimiser(network, {.beta1 = 0.5});
    const auto real = torch::cat({torch::ones({kPieces}), torch::zeros({kPieces})});
    constexpr int kSteps = 400, kCounted = 50;
    double told = 0;
    for (int step = 0; step < kSteps; ++step) {
        const auto cells =
            torch::cat({sparseCells(true, generator), sparseCells(false, generator)});
        const auto logits = network.forward(cells, generator).logits;
        const auto right = ((logits > 0) == (real > 0)).to(torch::kFloat32).mean();
        if (step >= kSteps - kCounted) told += right.item<double>() / kCounted;
        optimiser.descend(torch::binary_cross_entropy_with_logits(logits, real), 0.003);
    }
    return told;
}

} // namespace

class TestSequenceDiscriminator : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void penaltiesGoThroughARecurrentDiscriminator() {
        nn::SequenceDiscriminator network(
            {.width = 8, .batchSpread = true, .secondDerivatives = true});
        auto generator = nn::generator(3);
        nn::drawWeights(network, nn::Start::Keras, generator);
        const auto judge = [&](const torch::Tensor& x) {
            return network.forward(x, generator).logits;
        };
        const auto a = torch::randn({4, 6, 1}, generator), b = torch::randn({4, 6, 1}, generator);
        train::gradientPenalty(10, judge, a, b, generator).backward();
        double squares = 0;
        for (const auto& weight : network.parameters())
            if (weight.grad().defined()) squares += weight.grad().square().sum().item<double>();
        QVERIFY(std::isfinite(squares) && squares > 0);
    }

    /// With silence read as -1 the sum of all that is silent drowns what sounds.
    void tellsWhatSoundsTogether() {
        const double zero = toldInPairs(true), minusOne = toldInPairs(false);
        const auto figures = QStringLiteral("%1, with silence as -1 %2").arg(zero).arg(minusOne);
        qInfo().noquote() << figures;
        QVERIFY2(zero > 0.75 && zero > minusOne + 0.1, qPrintable(figures));
    }

    void theSpreadOfABatchIsItsDeviation() {
        const auto same = nn::withBatchSpread(torch::ones({3, 2}));
        QVERIFY(same.narrow(1, 2, 1).abs().max().item<double>() < 1e-3);
        const auto apart = nn::withBatchSpread(torch::tensor({{0.0F, 1.0F}, {4.0F, 1.0F}}));
        QVERIFY(std::abs(apart[0][2].item<double>() - 1) < 1e-3); // (2 + 0) / 2
    }
};

CONTRAFACT_TEST(TestSequenceDiscriminator)
#include "tst_sequence_discriminator.moc"
