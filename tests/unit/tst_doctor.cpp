// SPDX-License-Identifier: GPL-3.0-or-later
// The doctor's rules on made telemetry: each is called where it should be, none on healthy curves.
#include "models/api/branch.h"
#include "models/api/descriptor.h"
#include "models/api/doctor.h"
#include "tests/support/test.h"

#include <cmath>
#include <functional>
#include <limits>

using namespace contrafact::models;

namespace {

Curve curveOf(const char* key, int count, int every, const std::function<double(double)>& at) {
    Curve curve{.key = key};
    for (int i = 0; i < count; ++i) {
        curve.step.push_back(every * (i + 1));
        curve.value.push_back(at(static_cast<double>(i) / count));
    }
    return curve;
}

/// Looks at a batch as varied as `share` of real music's.
std::vector<Curve> looks(const std::function<double(double)>& share) {
    return {curveOf("distance_generated", 40, 25, [&](double t) { return 0.04 * share(t); }),
            curveOf("distance_real", 40, 25, [](double) { return 0.04; }),
            curveOf("cells_generated", 40, 25, [](double) { return 50; }),
            curveOf("cells_real", 40, 25, [](double) { return 50; })};
}

std::vector<Finding> findings(const char* system, const std::vector<Curve>& curves) {
    return diagnose(curves, findSystem(system)->training.defaults());
}

std::vector<std::string> rules(const char* system, const std::vector<Curve>& curves) {
    std::vector<std::string> all;
    for (const auto& finding : findings(system, curves)) all.push_back(finding.rule);
    return all;
}

using Rules = std::vector<std::string>;

} // namespace

class TestDoctor : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void healthyRunsHaveNothing() {
        for (int seed = 1; seed <= 10; ++seed) {
            const auto wave = [seed](double t) { return 0.1 * std::sin(97.0 * seed * t); };
            auto gan = looks([&](double t) { return 0.8 + wave(t); });
            for (const char* key : {"accuracy_real", "accuracy_generated"})
                gan.push_back(curveOf(key, 2000, 1, [&](double t) { return 0.6 + 2 * wave(t); }));
            gan.push_back(curveOf("gradient_g", 2000, 1, [&](double t) {
                return std::exp(-5 * t) * (1 + 8 * wave(t) * wave(t));
            }));
            QCOMPARE(rules("dcgan", gan), Rules());
            const auto falls = [&](double t) { return 2 + std::exp(-3 * t) + 0.2 * wave(t); };
            QCOMPARE(rules("midi-rnn", {curveOf("loss_pitch", 2000, 1, falls),
                                        curveOf("val_pitch", 20, 100, falls)}),
                     Rules());
        }
    }

    void aCollapseIsCalledWithin200Steps() {
        const auto found =
            findings("bilstm-gan", looks([](double t) { return t < 0.5 ? 0.9 : 0.1; }));
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].rule, std::string("collapse"));
        QVERIFY(found[0].step > 500 && found[0].step <= 700);
        QCOMPARE(found[0].change.at("batch_spread"), std::string("true"));
    }

    void aSideThatWinsIsCalled() {
        const auto both = [](double share) {
            return std::vector{
                curveOf("accuracy_real", 1000, 1, [=](double) { return share; }),
                curveOf("accuracy_generated", 1000, 1, [=](double) { return share; })};
        };
        const auto wins = findings("bilstm-gan", both(1));
        QCOMPARE(wins.size(), std::size_t{1});
        QCOMPARE(wins[0].rule, std::string("discriminator-wins"));
        QCOMPARE(wins[0].change.at("lr_d"), std::string("0.005")); // half of the generator's
        QCOMPARE(rules("dcgan", both(0.2)), Rules{"discriminator-lost"});
        const auto lost = findings("bilstm-gan", both(0.2))[0].change;
        QCOMPARE(lost.at("lr_g"), std::string("0.005")); // and the discriminator's stays
        QCOMPARE(lost.at("lr_d"), std::string("0.01"));
        QCOMPARE(lost.at("ttur"), std::string("true"));
    }

    void aGradientThatVanishesOrExplodesIsCalledOnce() {
        const auto norm = [](double late) {
            return curveOf("gradient_g", 1000, 1,
                           [=](double t) { return (t < 0.5 ? 1 : late) * (2 + std::sin(50 * t)); });
        };
        const auto gone = findings("bilstm-gan", {norm(1e-5)});
        QCOMPARE(gone.size(), std::size_t{1});
        QCOMPARE(gone[0].rule, std::string("vanishing-gradient"));
        QVERIFY(gone[0].step > 450 && gone[0].step <= 600);
        QCOMPARE(gone[0].change.at("noise_target"), std::string("0.75"));
        const auto burst = findings("dcgan", {norm(1e5)});
        QCOMPARE(burst.size(), std::size_t{1});
        QCOMPARE(burst[0].rule, std::string("exploding-gradient"));
        QCOMPARE(burst[0].change.at("clip"), std::string("1"));
        QCOMPARE(rules("dcgan", {norm(0.1)}), Rules());
    }

    void theNextStageHasAGradientOfItsOwn() {
        auto norm = curveOf("gradient", 1000, 1, [](double t) { return t < 0.5 ? 1 : 1e-6; });
        for (std::size_t i = 0; i < norm.value.size(); ++i) norm.stage.push_back(i < 500 ? 0 : 1);
        QCOMPARE(rules("vae-nn", {norm}), Rules());
    }

    /// Whatever a system has switched on already, something is left to try, and at once.
    void aCollapseHasAdviceForEverySystem() {
        for (const auto* system : systems()) {
            if (!system->training.find("lr_g")) continue;
            for (const auto& preset : system->presets) {
                const auto found =
                    diagnose(looks([](double) { return 0.1; }), system->presetParams(preset.id));
                QCOMPARE(found.size(), std::size_t{1});
                QVERIFY2(!changesOnTheWay(found[0], system->training).empty(),
                         (system->id + " " + preset.id).c_str());
            }
        }
        QCOMPARE(findings("dcgan", looks([](double) { return 0.1; }))[0].change.at("matched"),
                 std::string("cells"));
    }

    void aSampleThatIsLearnedByHeartIsCalled() {
        const auto copies = [](double late, double held) {
            return std::vector{
                curveOf("copied_generated", 4, 500, [=](double t) { return t < 0.5 ? 6 : late; }),
                curveOf("copied_real", 4, 500, [=](double) { return held; })};
        };
        const auto found = findings("dcgan", copies(40, 7));
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].rule, std::string("memorising"));
        QCOMPARE(found[0].step, std::int64_t{2000});
        QVERIFY(found[0].text.find("40 notes") != std::string::npos);
        QCOMPARE(found[0].change.at("transpose"), std::string("5"));
        QCOMPARE(found[0].change.at("noise_target"), std::string("0.75"));
        QVERIFY(!changesOnTheWay(found[0], findSystem("dcgan")->training).empty());
        QCOMPARE(rules("dcgan", copies(20, 2)), Rules());  // a long phrase, no more
        QCOMPARE(rules("dcgan", copies(40, 30)), Rules()); // songs that are like each other
        QCOMPARE(rules("abc-lstm", copies(90, 20)), Rules{"memorising"});
    }

    void theAdviceFitsTheSystem() {
        for (const auto* system : systems())
            for (const auto& finding :
                 findings(system->id.c_str(), looks([](double) { return 0.1; })))
                QVERIFY2(system->training.parse(finding.change).ok(), system->id.c_str());
    }

    void overFittingIsCalledAtTheBest() {
        const auto found = findings("midi-rnn", {curveOf("val_pitch", 40, 100, [](double t) {
                                        return 2 + std::abs(t - 0.25);
                                    })});
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].rule, std::string("over-fitting"));
        QCOMPARE(found[0].step, std::int64_t{1100});
    }

    void aLossThatStaysAndOneThatIsNoNumber() {
        QCOMPARE(rules("midi-rnn", {curveOf("loss_pitch", 1000, 1, [](double) { return 4.8; })}),
                 Rules{"no-progress"});
        const auto breaks = [](double t) {
            return t < 0.5 ? 3 - t : std::numeric_limits<double>::infinity();
        };
        const auto found = findings("midi-rnn", {curveOf("lr", 100, 1, breaks)});
        QCOMPARE(found[0].rule, std::string("not-finite"));
        QCOMPARE(found[0].step, std::int64_t{51});
    }
};

CONTRAFACT_TEST(TestDoctor)
#include "tst_doctor.moc"
