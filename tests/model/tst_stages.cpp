// SPDX-License-Identifier: GPL-3.0-or-later
// What the stages of a family are made of: the weights to compose with, the early end, the order of
// examples, how often each side of a game moves.
#include "models/nn/random.h"
#include "models/train/adversarial_stage.h"
#include "models/train/early_end.h"
#include "models/train/instance_noise.h"
#include "models/train/likelihood_stage.h"
#include "models/train/sample_copies.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

#include <cmath>
#include <set>

using namespace contrafact;
using namespace contrafact::models;
using train::EarlyEnd, train::Keep, train::KeptWeights;

namespace {

struct PointImpl : torch::nn::Module {
    torch::Tensor at = register_parameter("at", torch::zeros({1}));
    torch::Tensor count = register_buffer("count", torch::zeros({1}));
    void set(float value) {
        const torch::NoGradGuard still;
        at.fill_(value);
    }
    float value() const { return at.item<float>(); }
};
TORCH_MODULE(Point);

/// Walks to 3; notes which examples it is shown.
train::Likelihood walker(const Point& point, std::vector<std::int64_t>& shown,
                         std::int64_t examples) {
    return {.network = point.ptr(),
            .seed = 7,
            .examples = examples,
            .loss = [point, &shown](const train::Batch& batch) -> train::Loss {
                for (std::int64_t i = 0; i < batch.examples.numel(); ++i)
                    shown.push_back(batch.examples[i].item<std::int64_t>());
                const auto loss = (point->at - 3).square().sum();
                return {loss, {{"loss", loss}}};
            }};
}

train::LikelihoodOptions walkOptions() {
    train::LikelihoodOptions options;
    options.batch = 2;
    options.epochs = 2;
    options.schedule.rate = 0.1;
    return options;
}

} // namespace

class TestStages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theAverageIsInPlaceForAScope() {
        Point point;
        int measured = 0;
        KeptWeights kept(*point, train::KeepOptions::average(0.5, [&] { ++measured; }));
        point->set(4);
        kept.afterStep(); // what was there before the first step does not count
        point->set(8);
        kept.afterStep(); // a young mean: 3 / 12 of the old, then 4 / 13, ... and never above 0.5
        const float mean = 4 * 3.0F / 12 + 8 * 9.0F / 12;
        {
            const auto outer = kept.inPlace();
            QVERIFY(std::abs(point->value() - mean) < 1e-6F);
            const auto inner = kept.inPlace();
            QVERIFY(std::abs(point->value() - mean) < 1e-6F);
            const torch::NoGradGuard still;
            point->count.fill_(9); // statistics of the averaged weights
        }
        QCOMPARE(point->value(), 8.0F);
        QCOMPARE(point->count.item<float>(), 0.0F);
        QCOMPARE(measured, 1);
        kept.putInForGood();
        QVERIFY(std::abs(point->value() - mean) < 1e-6F);
    }

    void theBestIsRememberedAndSaved() {
        Point point;
        KeptWeights kept(*point, {.kind = Keep::Best});
        point->set(1);
        {
            const auto scope = kept.inPlace();
            QCOMPARE(point->value(), 1.0F); // none yet: the newest
        }
        kept.remember();
        point->set(2);
        TensorFile file;
        kept.save("training", file);
        KeptWeights other(*point, {.kind = Keep::Best});
        other.load("training", file);
        {
            const auto scope = other.inPlace();
            QCOMPARE(point->value(), 1.0F);
        }
        QCOMPARE(point->value(), 2.0F);
    }

    void patienceRunsOut() {
        EarlyEnd end(2);
        QVERIFY(end.improves(0.9));
        QVERIFY(end.improves(0.5));
        QVERIFY(!end.improves(0.5));
        QVERIFY(!end.exhausted());
        TensorFile file;
        end.save("training", file);
        EarlyEnd resumed(2);
        resumed.load("training", file);
        QVERIFY(!resumed.improves(0.6));
        QVERIFY(resumed.exhausted());
        EarlyEnd never(0);
        for (int i = 0; i < 100; ++i) never.improves(1);
        QVERIFY(!never.exhausted());
    }

    void anEpochShowsEachExampleOnce() {
        Point point;
        std::vector<std::int64_t> shown;
        const auto stage = train::makeLikelihoodStage(walker(point, shown, 6), walkOptions());
        QCOMPARE(stage->plannedSteps(), std::int64_t{6});
        for (int step = 0; step < 6; ++step) stage->step(step, step / 6.0);
        const std::vector<std::int64_t> first(shown.begin(), shown.begin() + 6),
            second(shown.begin() + 6, shown.end());
        QCOMPARE(std::set<std::int64_t>(first.begin(), first.end()).size(), std::size_t{6});
        QCOMPARE(std::set<std::int64_t>(second.begin(), second.end()).size(), std::size_t{6});
        QVERIFY(first != second);
        QVERIFY(point->value() > 0.3F);
    }

    void examplesMayBeDrawnWithReplacement() {
        Point point;
        std::vector<std::int64_t> shown;
        auto options = walkOptions();
        options.order = train::Order::Drawn;
        options.batch = 64;
        options.epochs = 100;
        const auto stage = train::makeLikelihoodStage(walker(point, shown, 6), options);
        QCOMPARE(stage->plannedSteps(), std::int64_t{9}); // 600 examples, 64 a step
        stage->step(0, 0);
        QCOMPARE(shown.size(), std::size_t{64});
        options.epochSteps = 8'000; // where an epoch is a number of batches
        QCOMPARE(train::makeLikelihoodStage(walker(point, shown, 6), options)->plannedSteps(),
                 std::int64_t{800'000});
    }

    void nothingToLearnIsPassedOver() {
        Point point;
        std::vector<std::int64_t> shown;
        bool finished = false;
        auto system = walker(point, shown, 0);
        system.finish = [&] { finished = true; };
        const auto stage = train::makeLikelihoodStage(system, walkOptions());
        QCOMPARE(stage->plannedSteps(), std::int64_t{0});
        QVERIFY(stage->finish().empty() && finished);
    }

    /// A cell that is silent for sure learns to sound as fast as one that hardly is.
    void squashingDoesNotFadeTheGradient() {
        const auto inputs = torch::tensor({-6.0F, -1.0F, 0.5F, 7.0F}).requires_grad_(true);
        const auto slopes = [&](const torch::Tensor& cells, double low) {
            inputs.mutable_grad().reset();
            const auto played = torch::where(cells > (low + 1) / 2, 1.0F, static_cast<float>(low));
            const auto shown = train::asPlayed(train::unsquashed(cells, low, 1), played);
            if (!shown.allclose(played)) return torch::Tensor();
            shown.sum().backward();
            return inputs.grad().clone();
        };
        QVERIFY(slopes(inputs.sigmoid(), 0).allclose(torch::full({4}, 0.25F), 1e-2));
        QVERIFY(slopes((inputs / 2).tanh(), -1).allclose(torch::full({4}, 0.5F), 1e-2));
    }

    void copiesOfTrainingSongsAreCounted() {
        const auto songs = tests::toyCorpus();
        train::SampleCopies copies(songs);
        const auto known = copies.of(songs->songs.front().score);
        QCOMPARE(known.size(), std::size_t{2});
        QCOMPARE(known[0].curve, std::string("copied_generated"));
        QCOMPARE(known[1].curve, std::string("copied_real"));
        QVERIFY(known[0].value > 1.5 * known[1].value);
        QCOMPARE(copies.of(score::Score())[0].value, 0.0);

        auto allKnown = std::make_shared<corpus::Corpus>(*songs);
        for (auto& song : allKnown->songs) song.validation = false;
        QVERIFY(train::SampleCopies(allKnown).of(songs->songs.front().score).empty());
    }

    void eachSideMovesAsOftenAsAsked() {
        Point maker, critic;
        int generated = 0, real = 0;
        train::Adversarial system{.generator = maker.ptr(),
                                  .discriminator = critic.ptr(),
                                  .seed = 3,
                                  .examples = 12,
                                  .generate =
                                      [&](train::StepDraws&) {
                                          ++generated;
                                          return maker->at.expand({4, 1});
                                      },
                                  .realBatch =
                                      [&](train::StepDraws&) {
                                          ++real;
                                          return torch::ones({4, 1});
                                      },
                                  .judge =
                                      [&](const torch::Tensor& x, at::Generator&) {
                                          return train::Judgement{(x * critic->at).view(-1), {}};
                                      }};
        critic->set(1);
        train::AdversarialOptions options;
        options.game.loss = train::GameLoss::Wasserstein;
        options.game.gradientPenalty = 10;
        options.rates = [](double) { return train::GameRates{0.1, 0.01}; };
        options.batch = 4;
        options.generatorSteps = 3;
        options.discriminatorSteps = 2;
        const auto stage = train::makeAdversarialStage(system, options);
        QCOMPARE(stage->plannedSteps(), std::int64_t{3});
        const auto values = stage->step(0, 0);
        QCOMPARE(real, 2);
        QCOMPARE(generated, 4); // the first update of the generator takes the last pieces judged
        QVERIFY(maker->value() > 0.2F); // three updates of 0.1 towards what the critic likes
        QCOMPARE(values.size(), std::size_t{8});
        QVERIFY(std::isfinite(values[0].value) && std::isfinite(values[1].value));
    }
};

CONTRAFACT_TEST(TestStages)
#include "tst_stages.moc"
