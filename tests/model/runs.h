// SPDX-License-Identifier: GPL-3.0-or-later
// Training in tests: to the end, or killed on the way by a process of its own.
#pragma once

#include "models/api/checkpoint.h"
#include "models/api/descriptor.h"
#include "models/api/networks.h"
#include "models/api/run.h"
#include "models/api/training.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

#include <QCoreApplication>
#include <QProcess>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <thread>

namespace contrafact::tests {

inline Result<void> trainToTheEnd(const models::TrainingRequest& wanted) {
    models::TrainingChannel channel;
    const auto networks = models::loadNetworks();
    if (!networks) return networks.error();
    return (*networks)->train(wanted, channel);
}

/// A short training on the toy corpus, on one thread of the CPU.
inline models::TrainingRequest toyTraining(const models::SystemDescriptor& system,
                                           models::Params params, const std::filesystem::path& run,
                                           std::int64_t steps) {
    return {.system = system.id,
            .params = std::move(params),
            .corpus = toyCorpus(),
            .run = run,
            .device = "cpu",
            .maxSteps = steps,
            .threads = 1};
}

/// The newest value of a curve that must be there.
inline double newest(const std::vector<models::Curve>& curves, const char* key) {
    return std::ranges::find(curves, key, &models::Curve::key)->value.back();
}

using Tensors = std::map<std::string, models::TensorData>;

/// All tensors of a run's newest checkpoint.
inline Tensors tensors(const std::filesystem::path& run) {
    return models::loadTensors(models::resolveCheckpoint(run).value()).value().tensors;
}

inline bool sameTensors(const Tensors& a, const Tensors& b) {
    return std::ranges::equal(a, b, [](const auto& x, const auto& y) {
        return x.first == y.first && x.second.shape == y.second.shape &&
               x.second.bytes == y.second.bytes;
    });
}

/// Trains to `step`, has a checkpoint written, and dies by SIGKILL.
inline int dieAtStep(const models::TrainingRequest& wanted, std::int64_t step) {
    auto session = models::TrainingSession::start(wanted);
    session->pause(); // passes one step at a time, one for each checkpoint asked for
    for (;;) {
        for (const auto& event : session->takeEvents()) {
            const auto* written = std::get_if<models::CheckpointWritten>(&event);
            if (written && written->step >= step) ::raise(SIGKILL);
            if (std::holds_alternative<models::TrainingEnded>(event)) return 2;
        }
        if (session->status().phase == models::TrainingPhase::Paused) session->checkpoint();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

/// Runs this test's program once more, to train into `run` and be killed; true when it was.
inline bool killedInAProcessOfItsOwn(const std::filesystem::path& run) {
    QProcess child;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(test::kChildRun, QString::fromStdString(run.string()));
    child.setProcessEnvironment(environment);
    child.start(QCoreApplication::applicationFilePath(),
                {QString::fromStdString(test::currentTest())});
    return child.waitForFinished(120'000) && child.exitStatus() == QProcess::CrashExit;
}

} // namespace contrafact::tests
