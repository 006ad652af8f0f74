// SPDX-License-Identifier: GPL-3.0-or-later
// MelodyCNN and HarmonyCNNs: counts, the network against torch's convolutions, norms that keep
// their uses apart, continuing a piece, resuming bit for bit.
#include "models/api/networks.h"
#include "models/api/run.h"
#include "models/nn/random.h"
#include "models/nn/tensors.h"
#include "models/systems/melody_harmony_cnn/network.h"
#include "tests/model/runs.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

using namespace contrafact;
using namespace contrafact::models;
namespace cnn = contrafact::models::melody_harmony_cnn;
namespace fs = std::filesystem;

namespace {

const SystemDescriptor& system() {
    return *findSystem("melody-harmony-cnn");
}

TrainingRequest request(const fs::path& run) {
    return tests::toyTraining(
        system(),
        system()
            .training.parse({{"batch", "4"}, {"validate_every", "3"}}, system().presetParams("cpu"))
            .value(),
        run, 25);
}

} // namespace

class TestMelodyHarmonyCnn : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(tests::trainToTheEnd(request(path("trained"))).ok()); }

    void countsAreThePublished() {
        const auto counted = [](const cnn::SegmentNetOptions& options) {
            return nn::parameterCount(*cnn::SegmentNet(options));
        };
        QCOMPARE(counted({.inputs = 1}), std::int64_t{1'446'017});
        QCOMPARE(counted({.inputs = 1, .firstDense = false}), std::int64_t{1'380'225});
        QCOMPARE(counted({.inputs = 2}), std::int64_t{1'511'553});
        QCOMPARE(counted({.inputs = 2, .separate = true}), std::int64_t{1'511'553 + 657'728});
        for (const auto* dense : {"two", "three"})
            for (const auto* separate : {"false", "true"}) {
                const auto params =
                    system()
                        .training
                        .parse({{"melody_dense", dense}, {"separate", separate}, {"latent", "64"}})
                        .value();
                const auto counts = system().parameterCounts(params);
                for (std::size_t i = 0; i < counts.size(); ++i)
                    QCOMPARE(counts[i].torch,
                             counted(cnn::SegmentNetOptions::from(params, i == 0 ? 1 : 2)));
            }
    }

    /// The use of a norm moves its own running statistics only.
    void normsKeepTheirUsesApart() {
        cnn::SharedNorm norm(2, 2);
        const auto rows = torch::tensor({{1.0F, 5.0F}, {3.0F, 5.0F}});
        const auto out = norm(rows, 1);
        QVERIFY(torch::allclose(out.select(1, 0), torch::tensor({-1.0F, 1.0F}), 1e-4, 1e-4));
        const auto buffers = norm->named_buffers();
        QVERIFY(torch::equal(buffers["mean0"], torch::zeros({2})));
        QVERIFY(torch::allclose(buffers["mean1"], torch::tensor({0.2F, 0.5F})));
        norm->eval(); // the first use has seen nothing: mean 0, variance 1
        QVERIFY(torch::allclose(norm(rows, 0), rows, 1e-4));
    }

    void curvesOfEveryNetworkAndTheDistance() {
        const auto curves = readCurves(path("trained")).value();
        for (const auto& spec : system().curves) {
            const auto curve = std::ranges::find(curves, spec.key, &Curve::key);
            QVERIFY2(curve != curves.end() && !curve->value.empty(), spec.key.c_str());
        }
    }

    /// Another start gives other music, the same request the same; bars are as many as asked for.
    void continuesAPiece() {
        auto composer = (*loadNetworks())->open(path("trained")).value();
        GenerationRequest wanted{.controls = system().generation.defaults(), .bars = 6};
        wanted.controls.set("density", 4.0);
        const auto once = composer->generate(wanted, {}).value();
        QVERIFY(once.score.noteCount() > 0);
        QVERIFY(once.score.end().value <= 6 * 4 * score::kDefaultPpq);
        QVERIFY(composer->generate(wanted, {}).value().score.sounds(once.score));
        wanted.continueFrom = once.score;
        QVERIFY(!composer->generate(wanted, {}).value().score.sounds(once.score));
    }

private:
    fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }
    QTemporaryDir m_folder;
};

CONTRAFACT_TEST(TestMelodyHarmonyCnn)
#include "tst_melody_harmony_cnn.moc"
