// SPDX-License-Identifier: GPL-3.0-or-later
// Choosing a class from logits: worked examples of each rule, and the shares of many draws.
#include "models/nn/random.h"
#include "models/nn/sampling.h"
#include "tests/support/test.h"

#include <QTest>

#include <array>
#include <cmath>
#include <stdexcept>

using namespace contrafact::models;

namespace {

/// Probabilities 0.5, 0.3, 0.15, 0.05 at temperature 1.
const std::array<float, 4> kLogits{std::log(0.5F), std::log(0.3F), std::log(0.15F),
                                   std::log(0.05F)};

void compare(const std::vector<double>& given, const std::vector<double>& wanted) {
    QCOMPARE(given.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i)
        QVERIFY2(std::abs(given[i] - wanted[i]) < 1e-6, std::to_string(given[i]).c_str());
}

} // namespace

class TestSampling : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void temperature() {
        compare(nn::probabilities(kLogits, {}), {0.5, 0.3, 0.15, 0.05});
        // squares: 0.25, 0.09, 0.0225, 0.0025 of 0.365
        compare(nn::probabilities(kLogits, {.temperature = 0.5}),
                {0.25 / 0.365, 0.09 / 0.365, 0.0225 / 0.365, 0.0025 / 0.365});
        compare(nn::probabilities(kLogits, {.temperature = 0}), {1, 0, 0, 0});
    }

    void topK() {
        compare(nn::probabilities(kLogits, {.topK = 2}), {0.625, 0.375, 0, 0});
        compare(nn::probabilities(kLogits, {.topK = 9}), {0.5, 0.3, 0.15, 0.05});
        const std::array<float, 3> equal{1, 1, 1};
        compare(nn::probabilities(equal, {.topK = 2}), {0.5, 0.5, 0});
    }

    /// The fewest classes that reach p, one of them always.
    void topP() {
        compare(nn::probabilities(kLogits, {.topP = 0.7}), {0.625, 0.375, 0, 0});
        compare(nn::probabilities(kLogits, {.topP = 0.9}),
                {0.5 / 0.95, 0.3 / 0.95, 0.15 / 0.95, 0});
        compare(nn::probabilities(kLogits, {.topP = 0}), {1, 0, 0, 0});
        // Of what top k leaves: 0.625 and 0.375.
        compare(nn::probabilities(kLogits, {.topK = 2, .topP = 0.6}), {1, 0, 0, 0});
    }

    void forbiddenClasses() {
        const std::array<std::uint8_t, 4> allowed{0, 1, 0, 1};
        compare(nn::probabilities(kLogits, {}, {.allowed = allowed}),
                {0, 0.3 / 0.35, 0, 0.05 / 0.35});
        compare(nn::probabilities(kLogits, {.temperature = 0}, {.allowed = allowed}), {0, 1, 0, 0});
        const std::array<std::uint8_t, 4> none{};
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 nn::probabilities(kLogits, {}, {.allowed = none}));
    }

    /// Positive logits are divided, negative ones multiplied; twice in the list is once.
    void repetitionIsPenalised() {
        const std::array<float, 3> logits{2, -1, 0};
        const std::array<int, 3> recent{0, 1, 1};
        const double a = std::exp(1.0), b = std::exp(-2.0), c = 1;
        compare(nn::probabilities(logits, {.penalty = 2}, {.recent = recent}),
                {a / (a + b + c), b / (a + b + c), c / (a + b + c)});
    }

    void drawsFallWhereTheNumberSays() {
        const std::array<double, 5> chances{0, 0.25, 0, 0.75, 0};
        QCOMPARE(nn::draw(chances, 0), 1);
        QCOMPARE(nn::draw(chances, 0.2499), 1);
        QCOMPARE(nn::draw(chances, 0.25), 3);
        QCOMPARE(nn::draw(chances, 1), 3); // rounding never ends at a class that cannot be
    }

    void sharesOfManyDraws() {
        std::array<int, 4> counts{};
        nn::Random random(5);
        constexpr int kDraws = 20'000;
        for (int i = 0; i < kDraws; ++i)
            ++counts[static_cast<std::size_t>(nn::sample(kLogits, random.uniform(), {.topK = 3}))];
        QCOMPARE(counts[3], 0);
        QVERIFY(std::abs(counts[0] / double(kDraws) - 0.5 / 0.95) < 0.015);
        QVERIFY(std::abs(counts[2] / double(kDraws) - 0.15 / 0.95) < 0.015);
    }
};

CONTRAFACT_TEST(TestSampling)
#include "tst_sampling.moc"
