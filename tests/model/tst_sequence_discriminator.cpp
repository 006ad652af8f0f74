// SPDX-License-Identifier: GPL-3.0-or-later
// The discriminator of the LSTM GANs: penalties of its gradient, and what it sees of a batch.
#include "models/nn/layers.h"
#include "models/nn/random.h"
#include "models/nn/sequence_discriminator.h"
#include "models/train/adversarial.h"
#include "tests/support/test.h"

#include <cmath>

using namespace contrafact::models;

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

    void theSpreadOfABatchIsItsDeviation() {
        const auto same = nn::withBatchSpread(torch::ones({3, 2}));
        QVERIFY(same.narrow(1, 2, 1).abs().max().item<double>() < 1e-3);
        const auto apart = nn::withBatchSpread(torch::tensor({{0.0F, 1.0F}, {4.0F, 1.0F}}));
        QVERIFY(std::abs(apart[0][2].item<double>() - 1) < 1e-3); // (2 + 0) / 2
    }
};

CONTRAFACT_TEST(TestSequenceDiscriminator)
#include "tst_sequence_discriminator.moc"
