// SPDX-License-Identifier: GPL-3.0-or-later
// MidiGAN: counts, scaling there and back, what stands in the checkpoint, notes placed in time,
// resuming bit for bit.
#include "models/api/networks.h"
#include "models/api/run.h"
#include "models/nn/random.h"
#include "models/nn/tensors.h"
#include "models/systems/midi_gan/model.h"
#include "tests/model/runs.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

using namespace contrafact;
using namespace contrafact::models;
namespace gan = contrafact::models::midi_gan;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kSteps = 40;

const SystemDescriptor& system() {
    return *findSystem("midi-gan");
}

TrainingRequest request(const fs::path& run) {
    return tests::toyTraining(
        system(),
        system().training.parse({{"num_files", "3"}}, system().presetParams("cpu")).value(), run,
        kSteps);
}

} // namespace

class TestMidiGan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(tests::trainToTheEnd(request(path("trained"))).ok()); }

    void countsAreThePublished() {
        const auto counts = system().parameterCounts(system().training.defaults());
        QCOMPARE(counts[0].torch, nn::parameterCount(*gan::Generator()));
        QCOMPARE(counts[0].torch, std::int64_t{180'867});
        QCOMPARE(counts[0].keras, std::int64_t{182'659});
        QCOMPARE(counts[1].torch, nn::parameterCount(*gan::Discriminator(0.3)));
        QCOMPARE(counts[1].torch, std::int64_t{166'401});
    }

    /// Columns with means 62, 0.5, 1 and deviations 2, 0.5, 0; or with middles and half ranges.
    void scalesThereAndBack() {
        const auto rows = torch::tensor({{60.0F, 0.0F, 1.0F}, {64.0F, 1.0F, 1.0F}});
        gan::Model model;
        for (const bool byRange : {false, true}) {
            model.measureScale(rows, byRange);
            const auto scaled = model.scaled(rows);
            QVERIFY(torch::allclose(scaled.narrow(1, 0, 2),
                                    torch::tensor({{-1.0F, -1.0F}, {1.0F, 1.0F}}), 1e-4, 1e-4));
            const auto notes = model.notes(scaled);
            QCOMPARE(notes[0], (encoding::NoteRow{60, 0, 1}));
            QCOMPARE(notes[1], (encoding::NoteRow{64, 1, 1}));
        }
        model.measureScale(
            torch::tensor({{0.0F, 0.0F, 1.0F}, {8.0F, 0.0F, 3.0F}, {1.0F, 0.0F, 2.0F}}), true);
        QCOMPARE(model.notes(torch::tensor({{1.0F, 0.0F, -1.0F}}))[0],
                 (encoding::NoteRow{8, 0, 1}));
        // No pitch beyond 127 and no time below 0, whatever comes out.
        QCOMPARE(model.notes(torch::tensor({{99.0F, 0.0F, -9.0F}}))[0],
                 (encoding::NoteRow{127, 0, 0}));
    }

    void theCheckpointNamesItsFilesAndScale() {
        const auto file = loadTensors(resolveCheckpoint(path("trained")).value()).value();
        gan::Model model;
        model.load(file);
        QCOMPARE(model.files.size(), std::size_t{3});
        QVERIFY(std::ranges::is_sorted(model.files)); // in the order of the corpus
        QVERIFY(model.centre[0].item<double>() > 30 && model.centre[0].item<double>() < 80);
    }

    void accuraciesHaveTheirGuideLine() {
        const auto curves = readCurves(path("trained")).value();
        for (const char* key : {"accuracy_real", "accuracy_generated"}) {
            const auto curve = std::ranges::find(curves, key, &Curve::key);
            QVERIFY(curve != curves.end());
            QCOMPARE(curve->value.size(), std::size_t{kSteps});
            for (const double share : curve->value) QVERIFY(share >= 0 && share <= 1);
        }
        QCOMPARE(system().panels[1].guide.value(), 0.5);
    }

    void notesFillTheBarsAtAnyTempo() {
        auto composer = (*loadNetworks())->open(path("trained")).value();
        for (const double tempo : {60.0, 180.0}) {
            GenerationRequest wanted{.controls = system().generation.defaults(), .bars = 5};
            wanted.controls.set("tempo", tempo);
            const auto made = composer->generate(wanted, {}).value().score;
            QVERIFY(made.noteCount() > 0);
            QVERIFY(made.end().value <= 5 * 4 * score::kDefaultPpq);
            QVERIFY(composer->generate(wanted, {}).value().score.sounds(made));
            wanted.seed = 2;
            QVERIFY(!composer->generate(wanted, {}).value().score.sounds(made));
        }
    }

private:
    fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }
    QTemporaryDir m_folder;
};

CONTRAFACT_TEST(TestMidiGan)
#include "tst_midi_gan.moc"
