// SPDX-License-Identifier: GPL-3.0-or-later
// A run that goes on from an earlier checkpoint of another with a setting changed: which
// checkpoints are there for it, and that the curves join.
#include "core/base/file.h"
#include "models/api/branch.h"
#include "models/api/networks.h"
#include "tests/model/runs.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

#include <thread>

using namespace contrafact;
using namespace contrafact::models;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kStopped = 12, kFound = 7, kEnd = 16;

const SystemDescriptor& system() {
    return *findSystem("midi-gan");
}

TrainingRequest request(const fs::path& run) {
    return tests::toyTraining(
        system(),
        system()
            .training.parse({{"batch", "4"}, {"ttur", "true"}}, system().presetParams("cpu"))
            .value(),
        run, kEnd);
}

/// A checkpoint with every step, then stopped.
void trainToTheStop(const TrainingRequest& wanted) {
    auto session = TrainingSession::start(wanted);
    session->pause(); // passes one step at a time, one for each checkpoint asked for
    for (bool ended = false; !ended;) {
        for (const auto& event : session->takeEvents()) {
            const auto* written = std::get_if<CheckpointWritten>(&event);
            if (written && written->step >= kStopped) session->stop();
            ended = ended || std::holds_alternative<TrainingEnded>(event);
        }
        if (session->status().phase == TrainingPhase::Paused) session->checkpoint();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

} // namespace

class TestBranch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { trainToTheStop(request(path("first"))); }

    /// The newest two and some of those before: the gaps are no longer than they are old.
    void olderCheckpointsAreKeptTheFewerTheOlder() {
        std::vector<std::int64_t> steps;
        for (const auto& entry : fs::directory_iterator(path("first") / "checkpoints"))
            if (const auto name = entry.path().stem().string(); name.starts_with("step-"))
                steps.push_back(std::stoll(name.substr(5)));
        std::ranges::sort(steps, std::greater());
        QVERIFY(steps.size() >= 4 && steps.size() < static_cast<std::size_t>(kStopped));
        QCOMPARE(steps[1], steps[0] - 1);
        QCOMPARE(steps.back(), std::int64_t{1});
        for (std::size_t i = 1; i + 1 < steps.size(); ++i)
            QVERIFY(steps[i] - steps[i + 1] <= std::max<std::int64_t>(1, steps[0] - steps[i]));
    }

    void itGoesOnFromBeforeTheFindingAndItsCurvesJoin() {
        const auto from = branchStep(path("first"), kFound);
        QVERIFY(from.ok());
        QVERIFY(*from <= kFound && *from >= kFound / 2);
        QVERIFY(branchRun(path("first"), kFound, path("second")).ok());
        auto info = readRun(path("second"));
        QVERIFY(info.ok());
        QCOMPARE(info->steps, *from);
        QCOMPARE(info->parent, "first, step " + std::to_string(*from));
        QVERIFY(!branchRun(path("first"), kFound, path("second")).ok()); // holds a run already

        auto wanted = request(path("second"));
        wanted.params.set("lr_d", 1e-4);
        wanted.resume = true;
        QVERIFY(tests::trainToTheEnd(wanted).ok());
        const auto curves = readCurves(path("second")).value();
        const auto rate = std::ranges::find(curves, "lr_d", &Curve::key);
        const auto before = readCurves(path("first")).value();
        const auto old = std::ranges::find(before, "lr_d", &Curve::key);
        QCOMPARE(rate->step.size(), static_cast<std::size_t>(kEnd));
        for (std::size_t i = 0; i < rate->step.size(); ++i) {
            QCOMPARE(rate->step[i], static_cast<double>(i + 1));
            if (static_cast<std::int64_t>(i) < *from)
                QCOMPARE(rate->value[i], old->value[i]);
            else
                QVERIFY(rate->value[i] <= 1e-4);
        }
        info = readRun(path("second"));
        QCOMPARE(info->parent, "first, step " + std::to_string(*from));
        QCOMPARE(info->state, std::string("finished"));
    }

    /// A table of an earlier version, which had fewer curves in another order.
    void rowsOfAnEarlierVersionKeepTheirNames() {
        QVERIFY(branchRun(path("first"), kFound, path("earlier")).ok());
        const auto step = readRun(path("earlier"))->steps;
        std::string table = "step,seconds,stage,lr_d,g_loss\n";
        for (std::int64_t i = 1; i <= step; ++i) table += std::to_string(i) + ",0.1,0,0.5,0.25\n";
        QVERIFY(base::writeFileAtomically(path("earlier") / "metrics.csv", std::string_view(table))
                    .ok());
        auto wanted = request(path("earlier"));
        wanted.resume = true;
        QVERIFY(tests::trainToTheEnd(wanted).ok());
        const auto curves = readCurves(path("earlier")).value();
        const auto valuesOf = [&](const char* key) {
            return std::ranges::find(curves, key, &Curve::key)->value;
        };
        QCOMPARE(valuesOf("lr_d").size(), static_cast<std::size_t>(kEnd));
        QCOMPARE(valuesOf("lr_d").front(), 0.5);
        QVERIFY(valuesOf("lr_d").back() < 0.01);
        QCOMPARE(valuesOf("g_loss").front(), 0.25);
        QCOMPARE(valuesOf("d_loss").size(), static_cast<std::size_t>(kEnd - step));
    }

    void whatCannotChangeOnTheWayIsLeftOut() {
        const Finding finding{
            .rule = "collapse",
            .step = 3,
            .text = {},
            .change = {{"lr_d", "0.0001"}, {"feature_matching", "true"}, {"batch", "9"}}};
        const auto change = changesOnTheWay(finding, system().training);
        QCOMPARE(change.size(), std::size_t{2});
        QVERIFY(!change.contains("batch"));
    }

    void aRunWithoutACheckpointCannotBeGoneOnFrom() {
        fs::create_directories(path("none"));
        QVERIFY(!branchRun(path("none"), 1, path("third")).ok());
        QVERIFY(!fs::exists(path("third")));
    }

private:
    fs::path path(const std::string& name) const {
        return fs::path(m_folder.path().toStdString()) / name;
    }

    QTemporaryDir m_folder;
};

CONTRAFACT_TEST(TestBranch)
#include "tst_branch.moc"
