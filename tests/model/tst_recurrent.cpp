// SPDX-License-Identifier: GPL-3.0-or-later
// Recurrent layers against torch's: outputs, states, gradients of first and second order, the same
// bits twice, and steps one at a time.
#include "models/nn/dense_layer.h"
#include "models/nn/random.h"
#include "models/nn/recurrent.h"
#include "models/nn/recurrent_stepper.h"
#include "tests/support/test.h"

#include <QTest>

using namespace contrafact::models;

Q_DECLARE_METATYPE(contrafact::models::nn::RecurrentOptions)

namespace {

struct Passed {
    std::vector<torch::Tensor> outputs;   // rows, hidden, cells
    std::vector<torch::Tensor> gradients; // of weights, rows and state
};

/// torch's own module with the weights of `layers`, under the same names.
template<typename Module>
Module torchsOwn(const nn::Recurrent& layers) {
    const auto& options = layers->options();
    Module module(typename std::decay_t<decltype(std::declval<Module>()->options)>(options.features,
                                                                                   options.width)
                      .num_layers(options.layers)
                      .bidirectional(options.bothDirections)
                      .batch_first(true));
    const torch::NoGradGuard still;
    const auto ours = layers->named_parameters();
    for (auto& item : module->named_parameters()) item.value().copy_(ours[item.key()]);
    return module;
}

/// For a loss that weighs all outputs differently. `inputs`: rows, hidden, cells.
Passed passed(std::vector<torch::Tensor> outputs, const torch::nn::Module& module,
              const std::vector<torch::Tensor>& inputs) {
    auto generator = nn::generator(3);
    torch::Tensor loss = torch::zeros({});
    for (const auto& output : outputs)
        loss = loss + (output * torch::randn(output.sizes(), generator)).sum();
    auto of = module.parameters();
    of.insert(of.end(), inputs.begin(), inputs.end());
    return {outputs, torch::autograd::grad({loss}, of)};
}

Passed ours(nn::Recurrent& layers, const std::vector<torch::Tensor>& inputs,
            const nn::RecurrentCall& call = {}) {
    const bool lstm = layers->options().cell == nn::Cell::Lstm;
    const auto output =
        layers(inputs[0], nn::RecurrentState{inputs[1], lstm ? inputs[2] : torch::Tensor()}, call);
    std::vector<torch::Tensor> all{output.rows, output.state.hidden};
    if (lstm) all.push_back(output.state.cells);
    return passed(all, *layers, inputs);
}

Passed torchs(nn::Recurrent& layers, const std::vector<torch::Tensor>& inputs) {
    if (layers->options().cell == nn::Cell::Gru) {
        auto gru = torchsOwn<torch::nn::GRU>(layers);
        const auto [rows, hidden] = gru(inputs[0], inputs[1]);
        return passed({rows, hidden}, *gru, inputs);
    }
    auto lstm = torchsOwn<torch::nn::LSTM>(layers);
    const auto [rows, state] = lstm(inputs[0], std::make_tuple(inputs[1], inputs[2]));
    return passed({rows, std::get<0>(state), std::get<1>(state)}, *lstm, inputs);
}

void compare(const std::vector<torch::Tensor>& given, const std::vector<torch::Tensor>& wanted,
             double tolerance) {
    QCOMPARE(given.size(), wanted.size());
    for (std::size_t i = 0; i < given.size(); ++i) {
        QCOMPARE(given[i].sizes().vec(), wanted[i].sizes().vec());
        QVERIFY(torch::allclose(given[i], wanted[i], 10 * tolerance, tolerance));
    }
}

std::vector<torch::Tensor> inputsFor(const nn::RecurrentOptions& options, std::int64_t batch,
                                     std::int64_t length) {
    auto generator = nn::generator(2);
    const auto state = [&] {
        return torch::randn({options.layers * options.directions(), batch, options.width},
                            generator)
            .requires_grad_();
    };
    std::vector<torch::Tensor> inputs{
        torch::randn({batch, length, options.features}, generator).requires_grad_(), state()};
    if (options.cell == nn::Cell::Lstm) inputs.push_back(state());
    return inputs;
}

nn::Recurrent drawn(const nn::RecurrentOptions& options) {
    nn::Recurrent layers(options);
    auto generator = nn::generator(1);
    layers->initialise(generator);
    return layers;
}

std::vector<float> listOf(const torch::Tensor& tensor) {
    const auto flat = tensor.detach().contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

} // namespace

class TestRecurrent : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void equalsTorchs_data() {
        QTest::addColumn<nn::RecurrentOptions>("options");
        QTest::addColumn<int>("batch");
        QTest::addColumn<int>("length");
        using nn::Cell;
        const auto row = [](const char* name, const nn::RecurrentOptions& options, int batch,
                            int length) { QTest::newRow(name) << options << batch << length; };
        row("lstm, one step", {2, 4, Cell::Lstm}, 3, 1);
        row("lstm, midi-rnn's", {3, 128, Cell::Lstm}, 64, 25);
        row("lstm, wide rows", {40, 7, Cell::Lstm}, 1, 6);
        row("lstm, three layers", {5, 9, Cell::Lstm, 3}, 4, 7);
        row("lstm, both directions", {5, 9, Cell::Lstm, 2, true}, 4, 7);
        row("gru, one step", {2, 4, Cell::Gru}, 3, 1);
        row("gru, long", {6, 33, Cell::Gru}, 8, 40);
        row("gru, three layers", {5, 9, Cell::Gru, 3}, 4, 7);
        row("gru, both directions", {5, 9, Cell::Gru, 2, true}, 4, 7);
    }
    void equalsTorchs() {
        QFETCH(nn::RecurrentOptions, options);
        QFETCH(int, batch);
        QFETCH(int, length);
        auto layers = drawn(options);
        const auto inputs = inputsFor(options, batch, length);
        const auto wanted = torchs(layers, inputs);
        const auto given = ours(layers, inputs);
        compare(given.outputs, wanted.outputs, 1e-5);
        compare(given.gradients, wanted.gradients, 1e-4);
        const auto again = ours(layers, inputs);
        for (std::size_t i = 0; i < given.gradients.size(); ++i)
            QVERIFY(torch::equal(given.gradients[i], again.gradients[i]));
        const auto other = ours(layers, inputs, {.secondDerivatives = true});
        compare(other.outputs, wanted.outputs, 1e-5);
        compare(other.gradients, wanted.gradients, 1e-4);
    }

    void startsFromZeroWhereNoStateIsGiven() {
        for (const auto cell : {nn::Cell::Lstm, nn::Cell::Gru}) {
            auto layers = drawn({3, 8, cell, 2});
            const auto rows = inputsFor(layers->options(), 2, 5)[0];
            const auto zero = torch::zeros({2, 2, 8});
            QVERIFY(torch::allclose(layers(rows).rows,
                                    layers(rows, nn::RecurrentState{zero, zero}).rows));
        }
    }

    void onlyTheLastOutputMayMatter() {
        for (const auto cell : {nn::Cell::Lstm, nn::Cell::Gru}) {
            auto layers = drawn({3, 16, cell});
            const auto rows = inputsFor(layers->options(), 4, 7)[0];
            const auto weight = layers->weights(0).in;
            const auto gradient = [&](const nn::RecurrentCall& call) {
                const auto last = layers(rows, nn::RecurrentState(), call).rows.select(1, 6);
                return torch::autograd::grad({last.square().sum()}, {weight})[0];
            };
            QVERIFY(
                torch::allclose(gradient({}), gradient({.secondDerivatives = true}), 1e-3, 1e-5));
        }
    }

    /// A long sequence in two halves is the long sequence.
    void aStateGoesOn() {
        for (const auto cell : {nn::Cell::Lstm, nn::Cell::Gru}) {
            auto layers = drawn({3, 8, cell, 2});
            const auto rows = inputsFor(layers->options(), 2, 6)[0];
            const auto whole = layers(rows);
            const auto first = layers(rows.narrow(1, 0, 4));
            const auto second = layers(rows.narrow(1, 4, 2), first.state);
            QVERIFY(torch::allclose(second.rows, whole.rows.narrow(1, 4, 2), 1e-4, 1e-6));
            QVERIFY(torch::allclose(second.state.hidden, whole.state.hidden, 1e-4, 1e-6));
        }
    }

    void theEndsOfBothDirections() {
        auto layers = drawn({3, 8, nn::Cell::Lstm, 2, true});
        const auto output = layers(inputsFor(layers->options(), 4, 5)[0]);
        const auto last = output.last();
        QVERIFY(torch::equal(last.narrow(1, 0, 8), output.rows.select(1, 4).narrow(1, 0, 8)));
        QVERIFY(torch::equal(last.narrow(1, 8, 8), output.rows.select(1, 0).narrow(1, 8, 8)));
    }

    /// The slope of |d out / d row|², against differences.
    void secondDerivatives() {
        for (const auto cell : {nn::Cell::Lstm, nn::Cell::Gru}) {
            auto layers = drawn({2, 6, cell});
            const auto rows = inputsFor(layers->options(), 1, 4)[0];
            const auto weight = layers->weights(0).hidden;
            const auto penalty = [&] {
                const auto out = layers(rows, nn::RecurrentState(),
                                        nn::RecurrentCall{.secondDerivatives = true});
                const auto slope = torch::autograd::grad({out.rows.sum()}, {rows}, {}, true, true);
                return slope[0].square().sum();
            };
            const auto slope = torch::autograd::grad({penalty()}, {weight})[0][1][2].item<double>();
            const auto at = weight.detach()[1][2];
            constexpr double kStep = 1e-2;
            at.add_(kStep);
            const double above = penalty().item<double>();
            at.sub_(2 * kStep);
            const double below = penalty().item<double>();
            QVERIFY(std::abs(slope - (above - below) / (2 * kStep)) <
                    2e-3 * std::abs(slope) + 1e-4);
        }
    }

    void secondDerivativesHaveToBeAskedFor() {
        auto layers = drawn({2, 3});
        const auto rows = inputsFor(layers->options(), 1, 2)[0];
        QVERIFY_THROWS_EXCEPTION(std::exception, torch::autograd::grad({layers(rows).rows.sum()},
                                                                       {rows}, {}, true, true));
    }

    void dropoutBetweenLayersIsByPosition() {
        auto layers = drawn({.features = 3, .width = 16, .layers = 2, .dropout = 0.5});
        const auto rows = inputsFor(layers->options(), 2, 5)[0];
        const auto at = [&](std::uint64_t seed) {
            return layers(rows, nn::RecurrentState(), nn::RecurrentCall{.dropoutSeed = seed}).rows;
        };
        QVERIFY(torch::equal(at(1), at(1)));
        QVERIFY(!torch::equal(at(1), at(2)));
        layers->eval();
        QVERIFY(torch::equal(at(1), at(2)));
    }

    void stepsAreTheSequence_data() {
        QTest::addColumn<nn::RecurrentOptions>("options");
        QTest::newRow("lstm") << nn::RecurrentOptions{5, 20, nn::Cell::Lstm, 2};
        QTest::newRow("gru") << nn::RecurrentOptions{5, 20, nn::Cell::Gru, 2};
    }
    void stepsAreTheSequence() {
        QFETCH(nn::RecurrentOptions, options);
        auto layers = drawn(options);
        auto rows = inputsFor(options, 1, 12)[0].detach();
        rows[0][3].zero_(); // nothing but zeros, and a one-hot row
        rows[0][4].zero_();
        rows[0][4][2] = 1;
        const torch::NoGradGuard still;
        const auto wanted = layers(rows);
        nn::RecurrentStepper stepper(*layers);
        for (std::int64_t t = 0; t < 12; ++t) {
            const auto out = stepper.step(listOf(rows[0][t]));
            const auto given = torch::tensor(std::vector<float>(out.begin(), out.end()));
            QVERIFY(torch::allclose(given, wanted.rows[0][t], 1e-4, 1e-5));
        }
        const auto first = layers(rows.narrow(1, 0, 6)); // a state from the layers, and a copy
        stepper.setState(first.state);
        auto branch = stepper;
        const auto out = listOf(wanted.rows[0][6]);
        for (auto* each : {&stepper, &branch}) {
            const auto given = each->step(listOf(rows[0][6]));
            for (std::size_t i = 0; i < out.size(); ++i)
                QVERIFY(std::abs(given[i] - out[i]) < 1e-5);
        }
    }

    void kerasInitialisation() {
        auto layers = drawn({3, 16});
        auto generator = nn::generator(4);
        layers->initialiseAsKeras(generator);
        const auto weights = layers->weights(0);
        QVERIFY(torch::allclose(weights.hidden.t().mm(weights.hidden), torch::eye(16), 1e-4, 1e-5));
        QVERIFY(weights.in.abs().max().item<double>() < std::sqrt(6.0 / (3 + 64)));
        QCOMPARE(weights.biasIn.sum().item<double>(), 16.0);
        QCOMPARE(weights.biasIn.narrow(0, 16, 16).sum().item<double>(), 16.0);
    }

    /// Half precision is read where it loses nothing; both give the product.
    void aMatrixForStepsGivesTheProduct_data() {
        QTest::addColumn<bool>("rounded");
        QTest::newRow("single precision") << false;
        QTest::newRow("exactly halves") << true;
    }
    void aMatrixForStepsGivesTheProduct() {
        QFETCH(bool, rounded);
        constexpr std::int64_t kInputs = 351, kOutputs = 203; // no multiples of what goes at once
        auto generator = nn::generator(5);
        auto matrix = torch::randn({kInputs, kOutputs}, generator);
        if (rounded) matrix = matrix.to(torch::kHalf).to(torch::kFloat32);
        matrix[7].mul_(1e-7F); // halves of less than full precision
        if (rounded) matrix = matrix.to(torch::kHalf).to(torch::kFloat32);
        auto x = torch::randn({kInputs}, generator);
        x.narrow(0, 40, 200).zero_();
        auto out = torch::randn({kOutputs}, generator);
        const auto wanted = out + matrix.t().mv(x);
        const nn::StepMatrix steps(nn::values(matrix));
        if (!rounded) QVERIFY(!steps.isHalf());
        steps.addProduct({x.data_ptr<float>(), kInputs}, {out.data_ptr<float>(), kOutputs});
        QVERIFY((out - wanted).abs().max().item<double>() < 1e-4);
    }
};

CONTRAFACT_TEST(TestRecurrent)
#include "tst_recurrent.moc"
