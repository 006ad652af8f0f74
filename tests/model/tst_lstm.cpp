// SPDX-License-Identifier: GPL-3.0-or-later
// The recurrent layer's own passes against torch's: outputs, gradients, and the same bits twice.
#include "models/nn/lstm.h"
#include "models/nn/random.h"
#include "tests/support/test.h"

using namespace contrafact::models;

namespace {

torch::nn::LSTM layerOf(std::int64_t features, std::int64_t width) {
    torch::manual_seed(1);
    return torch::nn::LSTM(torch::nn::LSTMOptions(features, width).batch_first(true));
}

/// Gradients of the layer's weights and of `rows` for a loss that weighs all outputs differently.
template<typename Forward>
std::vector<torch::Tensor> gradients(torch::nn::LSTM& layer, const torch::Tensor& rows,
                                     Forward&& forward) {
    auto generator = nn::generator(3);
    const auto outputs = forward();
    const auto loss = (outputs * torch::randn(outputs.sizes(), generator)).sum();
    auto inputs = layer->parameters();
    inputs.push_back(rows);
    return torch::autograd::grad({loss}, inputs);
}

} // namespace

class TestLstm : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void equalsTorchs_data() {
        QTest::addColumn<int>("batch");
        QTest::addColumn<int>("length");
        QTest::addColumn<int>("features");
        QTest::addColumn<int>("width");
        QTest::newRow("one step") << 3 << 1 << 2 << 4;
        QTest::newRow("one window") << 1 << 9 << 3 << 8;
        QTest::newRow("midi-rnn") << 64 << 25 << 3 << 128;
        QTest::newRow("wide input") << 5 << 6 << 40 << 7;
    }
    void equalsTorchs() {
        QFETCH(int, batch);
        QFETCH(int, length);
        QFETCH(int, features);
        QFETCH(int, width);
        auto layer = layerOf(features, width);
        auto generator = nn::generator(2);
        const auto rows = torch::randn({batch, length, features}, generator).requires_grad_();
        const auto torchs = [&] { return std::get<0>(layer(rows)); };
        const auto ours = [&] { return nn::lstmOutputs(layer, rows); };
        QVERIFY(torch::allclose(ours(), torchs(), 1e-4, 1e-5));
        const auto wanted = gradients(layer, rows, torchs);
        const auto given = gradients(layer, rows, ours);
        const auto again = gradients(layer, rows, ours);
        QCOMPARE(given.size(), wanted.size());
        for (std::size_t i = 0; i < given.size(); ++i) {
            QVERIFY(torch::allclose(given[i], wanted[i], 1e-3, 1e-4));
            QVERIFY(torch::equal(given[i], again[i]));
        }
    }

    void biasesHaveGradientsOfTheirOwn() {
        auto layer = layerOf(2, 3);
        nn::lstmOutputs(layer, torch::ones({1, 2, 2})).sum().backward();
        const auto weights = layer->named_parameters();
        const auto before = weights["bias_hh_l0"].grad().clone();
        weights["bias_ih_l0"].mutable_grad().zero_();
        QVERIFY(torch::equal(weights["bias_hh_l0"].grad(), before));
    }

    void onlyTheLastOutputMayMatter() {
        auto layer = layerOf(3, 16);
        auto generator = nn::generator(2);
        const auto rows = torch::randn({4, 7, 3}, generator).requires_grad_();
        const auto wanted =
            gradients(layer, rows, [&] { return std::get<0>(layer(rows)).select(1, 6); });
        const auto given =
            gradients(layer, rows, [&] { return nn::lstmOutputs(layer, rows).select(1, 6); });
        for (std::size_t i = 0; i < given.size(); ++i)
            QVERIFY(torch::allclose(given[i], wanted[i], 1e-3, 1e-5));
    }
};

CONTRAFACT_TEST(TestLstm)
#include "tst_lstm.moc"
