// SPDX-License-Identifier: GPL-3.0-or-later
// Training as the window sees it: all values arrive in batches and in order, pausing, stopping and
// failing show in the status, and a second training is refused.
#include "tests/support/test.h"
#include "ui/services/training_controller.h"

#include <QSignalSpy>
#include <QTemporaryDir>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <thread>

using namespace contrafact;
using namespace contrafact::ui;
using models::TrainingChannel;
using models::TrainingRequest;

namespace {

models::StepSample sample(std::int64_t step, float value) {
    models::StepSample out;
    out.step = step;
    out.count = 1;
    out.value[0] = value;
    return out;
}

TrainingController::Starter starter(models::TrainingSession::Loop loop) {
    return [loop](TrainingRequest request) {
        return models::TrainingSession::start(std::move(request), loop);
    };
}

TrainingRequest requestIn(const QTemporaryDir& folder) {
    TrainingRequest request;
    request.system = models::systems().front()->id;
    request.run = folder.filePath("run").toStdString();
    return request;
}

/// Steps until it is told to stop.
Result<void> endlessTraining(const TrainingRequest&, TrainingChannel& channel) {
    for (std::int64_t step = 0;; ++step) {
        models::TrainingStatus status;
        status.phase = models::TrainingPhase::Running;
        status.message = "Piano VAE";
        status.step = step;
        status.stepsPerSecond = 31;
        status.etaSeconds = 252;
        channel.setStatus(status);
        if (!channel.step(sample(step, 1))) return {};
        if (channel.takeCheckpointRequest())
            channel.post(models::CheckpointWritten{"a.safetensors", step});
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

} // namespace

class TestTrainingController : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyValueArrivesInOrder() {
        constexpr int kSteps = 5000;
        QTemporaryDir folder;
        TrainingController training(
            starter([](const TrainingRequest&, TrainingChannel& channel) -> Result<void> {
                for (int step = 0; step < kSteps; ++step)
                    channel.step(sample(step, step == 100 ? std::nanf("") : float(step)));
                channel.post(models::LogLine{"all done"});
                channel.post(models::SampleMade{kSteps, score::Score()});
                return {};
            }),
            nullptr);
        QSignalSpy batches(&training, &TrainingController::batch);
        QSignalSpy ended(&training, &TrainingController::ended);
        QVERIFY(training.start(requestIn(folder)).ok());
        QVERIFY(training.active());
        QTRY_COMPARE(ended.count(), 1);
        QVERIFY(!training.active());
        QCOMPARE(ended.front()[1].toString(), QString());
        const auto& curve = training.curves().front();
        QCOMPARE(curve.x().size(), std::size_t{kSteps});
        QVERIFY(std::isnan(curve.y()[100]));
        QCOMPARE(curve.last(), double(kSteps - 1));
        QVERIFY(batches.count() < 100); // not one signal for each step
        QCOMPARE(training.log(), QStringList{"all done"});
        QCOMPARE(training.samples().count(), 1);
    }

    void theTimeLeftCountsDown() {
        Countdown countdown;
        QVERIFY(!countdown.left(0));
        countdown.estimate(100, 0);
        QCOMPARE(*countdown.left(0), 100.0);
        QCOMPARE(*countdown.left(10), 90.0); // without a new estimate
        countdown.estimate(95, 10);          // a little worse: it goes on as it was
        QCOMPARE(*countdown.left(10), 90.0);
        countdown.estimate(80, 10); // better
        QCOMPARE(*countdown.left(10), 80.0);
        countdown.estimate(200, 20); // much worse
        QCOMPARE(*countdown.left(20), 200.0);
        QCOMPARE(*countdown.left(300), 0.0);
        double before = 1e9;
        countdown.clear();
        for (int second = 0; second < 90; ++second) { // estimates that swing to and fro
            countdown.estimate(100 - second + (second % 2 ? 4 : -4), second);
            QVERIFY(*countdown.left(second) <= before);
            before = *countdown.left(second);
        }
        countdown.estimate(-1, 100);
        QVERIFY(!countdown.left(100));
    }

    void pauseHoldsAndStopEnds() {
        QTemporaryDir folder;
        TrainingController training(starter(endlessTraining), nullptr);
        QSignalSpy ended(&training, &TrainingController::ended);
        QSignalSpy written(&training, &TrainingController::checkpointWritten);
        QVERIFY(training.start(requestIn(folder)).ok());
        QTRY_VERIFY(training.curves().front().appended() > 3);
        QVERIFY(training.statusText().startsWith("Piano VAE · 31 it/s · ETA 4 m "));
        training.pause();
        QTRY_VERIFY(training.status().phase == models::TrainingPhase::Paused);
        QTRY_COMPARE(training.statusText(), QString("Piano VAE · paused")); // no speed, no ETA
        QTest::qWait(100); // what was in the ring is drained; then nothing more may come
        const auto held = training.curves().front().appended();
        QTest::qWait(150);
        QCOMPARE(training.curves().front().appended(), held);
        training.resume();
        QTRY_VERIFY(training.curves().front().appended() > held);
        training.checkpoint();
        QTRY_COMPARE(written.count(), 1);
        training.stop();
        QTRY_COMPARE(ended.count(), 1);
        QCOMPARE(ended.front()[2].toBool(), true);
    }

    void aRunThatGoesOnKeepsItsCurves() {
        QTemporaryDir folder;
        auto request = requestIn(folder);
        request.resume = true;
        const auto& curve = models::findSystem(request.system)->curves.front();
        std::filesystem::create_directories(request.run);
        std::ofstream(request.run / "metrics.csv")
            << "step,seconds,stage," << curve.key << "\n1,0,0,10\n2,0,0,20\n3,0,0,30\n4,0,0,40\n";
        // The checkpoint was written at step 2: 3 and 4 are done anew.
        TrainingController training(
            starter([](const TrainingRequest&, TrainingChannel& channel) -> Result<void> {
                for (int step = 3; channel.step(sample(step, 100.0f + float(step))); ++step)
                    std::this_thread::sleep_for(std::chrono::milliseconds(5));
                return {};
            }),
            nullptr);
        QVERIFY(training.start(request).ok());
        QTRY_VERIFY(!training.curves().front().empty() &&
                    training.curves().front().x().front() == 1);
        const auto& points = training.curves().front();
        QCOMPARE(points.y()[1], 20.0);
        QCOMPARE(points.x()[2], 3.0);
        QCOMPARE(points.y()[2], 103.0);
        QVERIFY(std::is_sorted(points.x().begin(), points.x().end()));
    }

    void aSecondTrainingIsRefused() {
        QTemporaryDir folder;
        TrainingController training(starter(endlessTraining), nullptr);
        QVERIFY(training.start(requestIn(folder)).ok());
        QVERIFY(!training.start(requestIn(folder)).ok());
    }

    void failuresAreTold() {
        QTemporaryDir folder;
        TrainingController training(
            starter([](const TrainingRequest&, TrainingChannel&) -> Result<void> {
                return Error{"the loss is no number"};
            }),
            nullptr);
        QSignalSpy ended(&training, &TrainingController::ended);
        QVERIFY(training.start(requestIn(folder)).ok());
        QTRY_COMPARE(ended.count(), 1);
        QCOMPARE(ended.front()[1].toString(), QString("the loss is no number"));
        QVERIFY(training.status().phase == models::TrainingPhase::Failed);
    }

    void aFolderThatCannotBeMadeIsRefused() {
        TrainingController training(starter(endlessTraining), nullptr);
        TrainingRequest request;
        request.system = models::systems().front()->id;
        request.run = "/proc/nothing/here";
        QVERIFY(!training.start(request).ok());
        request.system = "no-such-system";
        QVERIFY(!training.start(request).ok());
        QVERIFY(!training.active());
    }

    void closingWhileTrainingEnds() {
        QTemporaryDir folder;
        TrainingController training(starter(endlessTraining), nullptr);
        QVERIFY(training.start(requestIn(folder)).ok());
        QTRY_VERIFY(training.curves().front().appended() > 0);
    }

    void durations() {
        QCOMPARE(durationText(-1), QString());
        QCOMPARE(durationText(59.4), QString("59 s"));
        QCOMPARE(durationText(252), QString("4 m 12 s"));
        QCOMPARE(durationText(3700), QString("1 h 1 m"));
    }
};

CONTRAFACT_TEST(TestTrainingController)
#include "tst_training_controller.moc"
