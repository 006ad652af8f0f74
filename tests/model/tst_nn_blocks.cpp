// SPDX-License-Identifier: GPL-3.0-or-later
// Optimisers and transposed convolutions against torch's, schedules and latent walks against
// worked examples, dropout by position.
#include "models/nn/dropout.h"
#include "models/nn/latent.h"
#include "models/nn/optimiser.h"
#include "models/nn/random.h"
#include "models/nn/schedule.h"
#include "models/nn/transposed.h"
#include "tests/support/test.h"

#include <QTest>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/utils/clip_grad.h>
#include <torch/optim.h>

#include <functional>
#include <limits>

using namespace contrafact::models;

namespace {

/// Two layers with the same weights each time.
torch::nn::Sequential network() {
    torch::manual_seed(1);
    return torch::nn::Sequential(torch::nn::Linear(7, 300), torch::nn::Tanh(),
                                 torch::nn::Linear(300, 130), torch::nn::Tanh(),
                                 torch::nn::Linear(130, 2));
}

torch::Tensor lossOf(torch::nn::Sequential& module, int step) {
    auto generator = nn::generator(static_cast<std::uint64_t>(step));
    return 30 * module->forward(torch::randn({5, 7}, generator)).square().mean();
}

constexpr int kSteps = 12;
constexpr double kClip = 2; // some gradients are longer, some not

/// The weights after some steps of ours and of `torchs`, which must be the same.
void compareWith(const nn::OptimiserOptions& options,
                 const std::function<std::unique_ptr<torch::optim::Optimizer>(
                     const std::vector<torch::Tensor>&)>& makeTorchs) {
    auto ours = network(), theirs = network();
    nn::Optimiser optimiser(*ours, options);
    const auto torchs = makeTorchs(theirs->parameters());
    for (int step = 0; step < kSteps; ++step) {
        optimiser.descend(lossOf(ours, step), 0.01);
        torchs->zero_grad();
        lossOf(theirs, step).backward();
        if (options.clip > 0) torch::nn::utils::clip_grad_norm_(theirs->parameters(), options.clip);
        torchs->step();
    }
    const auto given = ours->parameters(), wanted = theirs->parameters(),
               first = network()->parameters();
    for (std::size_t i = 0; i < given.size(); ++i) {
        QVERIFY(torch::allclose(given[i], wanted[i], 1e-4, 1e-6));
        QVERIFY(!torch::allclose(given[i], first[i], 1e-4, 1e-6));
    }
}

} // namespace

class TestNnBlocks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void adamIsTorchs() {
        compareWith({.beta1 = 0.8, .clip = kClip}, [](const auto& weights) {
            return std::make_unique<torch::optim::Adam>(
                weights, torch::optim::AdamOptions(0.01).betas({0.8, 0.999}));
        });
    }
    void adamWithL2IsTorchs() {
        compareWith({.weightDecay = 0.1, .decay = nn::WeightDecay::L2}, [](const auto& weights) {
            return std::make_unique<torch::optim::Adam>(
                weights, torch::optim::AdamOptions(0.01).weight_decay(0.1));
        });
    }
    void decoupledDecayIsTorchs() {
        compareWith({.weightDecay = 0.1, .clip = kClip}, [](const auto& weights) {
            return std::make_unique<torch::optim::AdamW>(
                weights, torch::optim::AdamWOptions(0.01).weight_decay(0.1));
        });
    }
    void sgdIsTorchs() {
        compareWith({.method = nn::Method::Sgd,
                     .beta1 = 0.9,
                     .weightDecay = 0.1,
                     .decay = nn::WeightDecay::L2,
                     .clip = kClip},
                    [](const auto& weights) {
                        return std::make_unique<torch::optim::SGD>(
                            weights,
                            torch::optim::SGDOptions(0.01).momentum(0.9).weight_decay(0.1));
                    });
    }

    /// One weight, gradient 1: with first beta b the moment is 1 - b, corrected by 1 - b.
    void ratesAndMomentumByStep() {
        torch::nn::Linear one(torch::nn::LinearOptions(1, 1).bias(false));
        const auto weight = one->weight.detach();
        nn::Optimiser sgd(*one, {.method = nn::Method::Sgd, .beta1 = 0});
        const auto loss = [&] { return one->weight.sum(); };
        const double start = weight.item<double>();
        sgd.descend(loss(), {.rate = 0.5});
        QVERIFY(std::abs(weight.item<double>() - (start - 0.5)) < 1e-6);
        sgd.descend(loss(), {.rate = 0.1, .beta1 = 0.5}); // velocity 0.5 * 1 + 1
        QVERIFY(std::abs(weight.item<double>() - (start - 0.65)) < 1e-6);
    }

    void aDivergedStepTouchesNothing() {
        auto module = network();
        const auto before = module->parameters()[0].detach().clone();
        nn::Optimiser optimiser(*module, {});
        const double infinite = std::numeric_limits<double>::infinity();
        QVERIFY_THROWS_EXCEPTION(nn::Diverged,
                                 optimiser.descend(lossOf(module, 0) * infinite, 0.1));
        QVERIFY(torch::equal(module->parameters()[0], before));
    }

    /// Saved half-way and loaded into another, the second half is the same bit for bit.
    void goesOnFromAFile() {
        for (const auto method : {nn::Method::Adam, nn::Method::Sgd}) {
            auto whole = network(), again = network();
            const nn::OptimiserOptions options{.method = method, .clip = kClip};
            nn::Optimiser first(*whole, options), second(*again, options);
            for (int step = 0; step < 3; ++step) first.descend(lossOf(whole, step), 0.01);
            TensorFile file;
            first.save("training", file);
            second.load("training", file);
            for (int step = 3; step < 6; ++step) {
                first.descend(lossOf(whole, step), 0.01);
                second.descend(lossOf(again, step), 0.01);
            }
            QVERIFY(torch::equal(whole->parameters()[0], again->parameters()[0]));
        }
    }

    void schedules() {
        const auto near = [](double given, double wanted) {
            QVERIFY2(std::abs(given - wanted) < 1e-9, std::to_string(given).c_str());
        };
        using nn::ScheduleShape;
        near(nn::Schedule{.rate = 0.2}.at({.progress = 0.9}), 0.2);
        near(nn::Schedule{.shape = ScheduleShape::Cosine, .rate = 0.2}.at({.progress = 0.5}), 0.1);
        near(nn::Schedule{.shape = ScheduleShape::Cosine, .rate = 0.2}.at({.progress = 1}), 0);
        const nn::Schedule falling{.shape = ScheduleShape::Exponential, .rate = 0.1, .decay = 0.5};
        near(falling.at({.epoch = 0.99}), 0.1);
        near(falling.at({.epoch = 2.5}), 0.025);
        const nn::Schedule warm{.rate = 0.1, .warmUpSteps = 4};
        near(warm.at({.step = 0}), 0.025);
        near(warm.at({.step = 3}), 0.1);
        near(warm.at({.step = 9}), 0.1);
        const nn::Schedule cycle{.shape = ScheduleShape::OneCycle,
                                 .rate = 1,
                                 .rise = 0.2,
                                 .startDivisor = 10,
                                 .endDivisor = 200};
        near(cycle.at({.progress = 0}), 0.1);
        near(cycle.at({.progress = 0.1}), 0.55);
        near(cycle.at({.progress = 0.2}), 1);
        near(cycle.at({.progress = 0.6}), 0.5025);
        near(cycle.at({.progress = 1}), 0.005);
        near(cycle.momentumAt({.progress = 0}, 0.5), 0.95);
        near(cycle.momentumAt({.progress = 0.2}, 0.5), 0.85);
        near(cycle.momentumAt({.progress = 1}, 0.5), 0.95);
        near(warm.momentumAt({}, 0.5), 0.5);
    }

    void transposedConvolutionsAreTorchs() {
        using Options = torch::nn::ConvTranspose2dOptions;
        torch::manual_seed(1);
        const auto maps = torch::randn({2, 3, 5, 7});
        torch::nn::ConvTranspose2d same(Options(3, 4, 3).padding(1));
        QVERIFY(torch::allclose(nn::sameSize(same, maps), same(maps), 1e-4, 1e-5));
        torch::nn::ConvTranspose2d twice(Options(3, 4, 4).stride(2).padding(1));
        QVERIFY(torch::allclose(nn::twiceTheSize(twice, maps), twice(maps), 1e-4, 1e-5));
    }

    void dropoutByPosition() {
        const auto x = torch::ones({400, 250});
        const auto once = nn::dropout(x, 0.3, 7);
        QVERIFY(torch::equal(once, nn::dropout(x, 0.3, 7)));
        QVERIFY(!torch::equal(once, nn::dropout(x, 0.3, 8)));
        QVERIFY(std::abs(once.mean().item<double>() - 1) < 0.01);
        QVERIFY(std::abs((once == 0).to(torch::kFloat64).mean().item<double>() - 0.3) < 0.01);
        // Neither rows nor columns are left out together.
        QVERIFY((once.mean(0) - 1).abs().max().item<double>() < 0.15);
        QVERIFY((once.mean(1) - 1).abs().max().item<double>() < 0.2);
        QVERIFY(nn::dropout(x, 0, 7).is_same(x));
        QCOMPARE(nn::dropout(x, 1, 7).abs().max().item<double>(), 0.0);
    }

    void walksAlongTheSphere() {
        const auto a = torch::tensor({1.0F, 0.0F}), b = torch::tensor({0.0F, 2.0F});
        const double half = std::sqrt(0.5);
        QVERIFY(torch::allclose(nn::slerp(a, b, 0), a));
        QVERIFY(torch::allclose(nn::slerp(a, b, 1), b));
        QVERIFY(torch::allclose(nn::slerp(a, b, 0.5),
                                torch::tensor({half, 2 * half}).to(torch::kFloat32)));
        QVERIFY(torch::allclose(nn::slerp(a, 3 * a, 0.5), 2 * a)); // one direction: along the line
        QVERIFY(torch::allclose(nn::slerp(a, 0 * a, 0.25), 0.75 * a));
    }

    void principalDirectionsOfAStretchedCloud() {
        auto generator = nn::generator(3);
        auto rows =
            torch::randn({500, 5}, generator) * torch::tensor({0.1F, 9.0F, 0.1F, 3.0F, 0.1F}) + 20;
        const auto found = nn::principalDirections(rows, 2);
        QVERIFY(std::abs(found[0][1].item<double>()) > 0.99);
        QVERIFY(std::abs(found[1][3].item<double>()) > 0.99);
        QVERIFY(torch::allclose(found.mm(found.t()), torch::eye(2), 1e-4, 1e-5));
    }
};

CONTRAFACT_TEST(TestNnBlocks)
#include "tst_nn_blocks.moc"
