// SPDX-License-Identifier: GPL-3.0-or-later
// What systems of next tokens share: the n-gram, the network and its stepper, the checkpoint.
#include "models/nn/random.h"
#include "models/nn/token_model.h"
#include "models/train/ngram.h"
#include "tests/support/test.h"

#include <algorithm>
#include <array>
#include <cmath>

using namespace contrafact;
using namespace contrafact::models;

namespace {

nn::TokenModel smallModel(nn::Cell cell, std::int64_t layers) {
    nn::TokenModel model(
        {.embedding = 5, .hidden = 7, .layers = layers, .cell = cell, .kerasStart = layers == 2});
    model.setTokens({"c", "a", "b", "a"});
    auto generator = nn::generator(3);
    model.network->initialise(generator);
    return model;
}

} // namespace

class TestNextTokens : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anNgramGivesProbabilities() {
        train::Ngram ngram(4, 3);
        const std::array song{0, 1, 2, 0, 1, 3, 0, 1, 2};
        ngram.count(song);
        for (const auto& before : {std::vector<int>{}, {0}, {0, 1}, {3, 3}, {2, 0, 1}}) {
            double sum = 0;
            for (int token = 0; token < 4; ++token) sum += ngram.probability(before, token);
            QVERIFY(std::abs(sum - 1) < 1e-12);
        }
        QVERIFY(ngram.nats(song) < 8 * std::log(4.0));
    }

    /// 0 1 0 1 in two letters: P(1) = (2 + 2 / 2) / (4 + 2) = 1/2, and after 0, which 1 always
    /// followed, (2 + 1 / 2) / (2 + 1).
    void wittenBellByHand() {
        train::Ngram ngram(2, 2);
        const std::array song{0, 1, 0, 1};
        ngram.count(song);
        QVERIFY(std::abs(ngram.probability({}, 1) - 0.5) < 1e-12);
        QVERIFY(std::abs(ngram.probability(std::array{0}, 1) - 2.5 / 3) < 1e-12);
    }

    void steppingIsTheNetwork() {
        for (const auto cell : {nn::Cell::Gru, nn::Cell::Lstm})
            for (const std::int64_t layers : {1, 2}) {
                const auto model = smallModel(cell, layers);
                const torch::NoGradGuard still;
                const auto tokens = torch::tensor({0, 2, 1, 1, 0}, torch::kInt64);
                const auto logits = model.network.ptr()->forward(tokens.unsqueeze(0))[0];
                nn::TokenStepper stepper(*model.network);
                nn::TokenStepper::State middle;
                const auto differs = [&](std::int64_t at) {
                    const auto row = stepper.step(static_cast<int>(tokens[at].item<long>()));
                    const auto own = torch::tensor(std::vector<float>(row.begin(), row.end()));
                    return (own - logits[at]).abs().max().item<double>();
                };
                for (int at = 0; at < 5; ++at) {
                    QVERIFY(differs(at) < 1e-5);
                    if (at == 2) middle = stepper.state();
                }
                stepper.setState(middle);
                QVERIFY(differs(3) < 1e-5);
            }
    }

    void modelsComeBack() {
        auto model = smallModel(nn::Cell::Gru, 1);
        QCOMPARE(model.names, (std::vector<std::string>{"a", "b", "c"}));
        QCOMPARE(model.find(std::vector<std::string>{"c", "z", "a"}), (std::vector<int>{2, 0}));
        model.openings = {{0, 2}, {1}};
        TensorFile file;
        model.save(file);
        nn::TokenModel again(model.options);
        again.load(file);
        QCOMPARE(again.names, model.names);
        QCOMPARE(again.openings, model.openings);
        QVERIFY(torch::equal(again.network->out->weight, model.network->out->weight));
        file.metadata["openings"] = "[[3]]";
        QVERIFY_EXCEPTION_THROWN(again.load(file), std::runtime_error);
    }
};

CONTRAFACT_TEST(TestNextTokens)
#include "tst_next_tokens.moc"
