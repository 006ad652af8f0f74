// SPDX-License-Identifier: GPL-3.0-or-later
// A new run that begins with the weights of a checkpoint: they are its first ones, whatever its
// seed, and a checkpoint that does not fit is refused before a folder is made.
#include "models/nn/tensors.h"
#include "tests/model/runs.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

using namespace contrafact;
using namespace contrafact::models;
namespace fs = std::filesystem;

namespace {

/// Small ones of the systems that can.
const std::map<std::string, std::map<std::string, std::string>> kSettings{
    {"bar-rnn", {{"hidden", "16"}, {"embed", "8"}, {"inputs", "8"}, {"given", "8"}}},
    {"transformer-xl", {{"layers", "1"}, {"heads", "2"}, {"head_width", "8"}, {"inner", "32"}}}};

TrainingRequest requestOf(const std::string& id, const fs::path& run,
                          std::map<std::string, std::string> texts = {}) {
    const auto& system = *findSystem(id);
    if (const auto small = kSettings.find(id); small != kSettings.end())
        texts.insert(small->second.begin(), small->second.end());
    return tests::toyTraining(
        system, system.training.parse(texts, system.presetParams("cpu")).value(), run, 3);
}

/// The largest difference of two runs' weights.
double distance(const fs::path& a, const fs::path& b) {
    const auto first = tests::tensors(a), second = tests::tensors(b);
    double most = 0;
    for (const auto& [name, data] : first) {
        if (!name.starts_with("network/")) continue;
        const auto difference = nn::fromFile(data) - nn::fromFile(second.at(name));
        most = std::max(most, difference.abs().max().item<double>());
    }
    return most;
}

} // namespace

class TestLearningOn : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itsFirstWeightsAreTheCheckpoints_data() {
        QTest::addColumn<QString>("id");
        for (const auto* system : systems())
            if (system->learnsOn)
                QTest::newRow(system->id.c_str()) << QString::fromStdString(system->id);
    }

    void itsFirstWeightsAreTheCheckpoints() {
        QFETCH(QString, id);
        const auto system = id.toStdString();
        QVERIFY(kSettings.contains(system));
        QVERIFY(tests::trainToTheEnd(requestOf(system, path(system))).ok());
        auto next = requestOf(system, path(system + "-next"), {{"lr", "0.00001"}});
        next.weights = resolveCheckpoint(path(system)).value();
        next.seed = 2;
        next.maxSteps = 1;
        QVERIFY(tests::trainToTheEnd(next).ok());
        QVERIFY(distance(path(system), next.run) < 1e-4);
        QCOMPARE(readRun(next.run)->parent, next.weights.filename().string() + ", step 3");
        auto fresh = next;
        fresh.weights.clear();
        fresh.run = path(system + "-fresh");
        QVERIFY(tests::trainToTheEnd(fresh).ok());
        QVERIFY(distance(path(system), fresh.run) > 1e-2);
    }

    /// Half of each, and of one alone at the ends.
    void twoThatLearnedOnAreAveraged() {
        const auto first = path("one"), second = path("two"), file = path("mean.safetensors");
        for (const auto& [run, seed] : {std::pair{first, 1}, {second, 2}}) {
            auto wanted = requestOf("bar-rnn", run);
            wanted.seed = static_cast<std::uint64_t>(seed);
            QVERIFY(tests::trainToTheEnd(wanted).ok());
        }
        const auto a = tests::tensors(first), b = tests::tensors(second);
        auto* networks = loadNetworks().value();
        for (const double share : {0.0, 0.25, 1.0}) {
            QVERIFY(
                networks->exportCheckpoint(first, file, {.averagedWith = second, .share = share})
                    .ok());
            const auto exported = loadTensors(file).value();
            for (const auto& [name, tensor] : exported.tensors) {
                if (name.starts_with("statistics/")) { // measured on songs: those of the first
                    QVERIFY2(tensor.bytes == a.at(name).bytes, name.c_str());
                    continue;
                }
                const auto wanted =
                    torch::lerp(nn::fromFile(a.at(name)), nn::fromFile(b.at(name)), share);
                const auto mean = nn::fromFile(tensor).to(torch::kFloat32);
                QVERIFY2(torch::allclose(mean, wanted, 1e-2, 1e-3), name.c_str());
            }
        }
        const auto other = path("other");
        QVERIFY(tests::trainToTheEnd(requestOf("transformer-xl", other)).ok());
        QVERIFY(!networks->exportCheckpoint(first, file, {.averagedWith = other}).ok());
    }

    void whatDoesNotFitIsRefused_data() {
        QTest::addColumn<QString>("system");
        QTest::addColumn<QString>("width");
        QTest::addColumn<QString>("said");
        QTest::newRow("other shapes") << "bar-rnn"
                                      << "32"
                                      << "hidden differs";
        QTest::newRow("another system") << "transformer-xl"
                                        << ""
                                        << "not of transformer-xl";
        QTest::newRow("a system that cannot") << "midi-gan"
                                              << ""
                                              << "begins with new weights";
    }

    void whatDoesNotFitIsRefused() {
        QFETCH(QString, system);
        QFETCH(QString, width);
        QFETCH(QString, said);
        const auto given = path("given");
        if (!fs::exists(given)) QVERIFY(tests::trainToTheEnd(requestOf("bar-rnn", given)).ok());
        std::map<std::string, std::string> texts;
        if (!width.isEmpty()) texts["hidden"] = width.toStdString();
        auto wanted = requestOf(system.toStdString(), path("refused"), texts);
        wanted.weights = resolveCheckpoint(given).value();
        const auto result = tests::trainToTheEnd(wanted);
        QVERIFY(!result.ok());
        QVERIFY2(QString::fromStdString(result.message()).contains(said), result.message().c_str());
        QVERIFY(!fs::exists(wanted.run));
    }

private:
    fs::path path(const std::string& name) const {
        return fs::path(m_folder.path().toStdString()) / name;
    }

    QTemporaryDir m_folder;
};

CONTRAFACT_TEST(TestLearningOn)
#include "tst_learning_on.moc"
