// SPDX-License-Identifier: GPL-3.0-or-later
// Run folders as trainings leave them, and the list of runs beside a training dock.
#pragma once

#include "core/base/file.h"
#include "models/api/checkpoint.h"
#include "models/api/descriptor.h"
#include "models/api/run.h"
#include "tests/support/test.h"
#include "ui/document/document.h"
#include "ui/library/row_delegate.h"
#include "ui/library/runs_view.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/services/player.h"
#include "ui/services/training_controller.h"
#include "ui/training/training_dock.h"

#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>

#include <chrono>
#include <thread>

namespace contrafact::ui {

struct RunsFixture {
    RunsFixture() {
        window.resize(1000, 700);
        QObject::connect(&runs, &RunsView::curvesRequested, &dock, &TrainingDock::showRuns);
        // As the window does.
        auto& store = library.runs();
        QObject::connect(&store, &RunStore::renamed, &training, &TrainingController::moveRun);
        window.show();
        runs.setParent(&window);
        runs.setGeometry(0, 0, 260, 300);
        runs.show();
        dock.resize(1200, 400);
        dock.show();
        QSignalSpy changed(&library.runs(), &RunStore::changed);
        library.runs().refresh();
        QTRY_COMPARE(changed.count(), 1);
    }
    QListWidget* list() { return runs.findChild<QListWidget*>(); }
    int rowOf(const QString& name) {
        const auto found = list()->findItems(name, Qt::MatchContains);
        return found.isEmpty() ? -1 : list()->row(found.front());
    }
    QString stateOf(const QString& name) {
        return list()->item(rowOf(name))->data(RowDelegate::kDetailRole).toString();
    }
    void click(int row, Qt::KeyboardModifiers keys = {}) {
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, keys,
                          list()->visualItemRect(list()->item(row)).center());
    }
    QPushButton* button(const QString& beginning) {
        for (auto* each : runs.findChildren<QPushButton*>())
            if (each->text().startsWith(beginning)) return each;
        return nullptr;
    }

    Document document;
    Player player{document};
    Library library;
    ComposeService compose{
        [](const std::filesystem::path& path) -> Result<std::unique_ptr<models::Composer>> {
            return Error{path.string() + " is damaged; choose another file"};
        },
        nullptr};
    std::vector<models::TrainingRequest> asked;
    TrainingController training{
        [this](models::TrainingRequest request) {
            asked.push_back(request);
            return models::TrainingSession::start(
                std::move(request),
                [](const models::TrainingRequest&, models::TrainingChannel& channel) {
                    while (channel.step({}))
                        std::this_thread::sleep_for(std::chrono::milliseconds(2));
                    return Result<void>();
                });
        },
        nullptr};
    Studio studio{document, player, library, compose, training};
    QWidget window;
    RunsView runs{studio};
    TrainingDock dock{studio};
};

inline std::filesystem::path run(const std::string& name) {
    return models::runsFolder() / name;
}

/// As a training leaves it: run.json, a row of metrics and a checkpoint in mid-training or, for
/// "finished", at the end.
inline void makeRun(const std::string& name, const std::string& id, const std::string& state,
                    const std::string& hash = "0") {
    const auto* system = models::findSystem(id);
    const auto params = models::toJson(system->training.defaults());
    std::filesystem::create_directories(run(name) / "checkpoints");
    QVERIFY(base::writeFileAtomically(run(name) / "run.json",
                                      R"({"system":")" + id + R"(","params":)" + params +
                                          R"(,"corpus":"songs",)" + R"("corpus_hash":")" + hash +
                                          R"(","seed":7,"started":"2026-11-21",)" + R"("state":")" +
                                          state + R"(","steps":2,"seconds":125})")
                .ok());
    std::string table = "step,seconds,stage", row;
    for (const auto& curve : system->curves) {
        table += "," + curve.key;
        row += ",0.5";
    }
    table += "\n1,0,0" + row + "\n2,1,0" + row + "\n";
    QVERIFY(base::writeFileAtomically(run(name) / "metrics.csv", table).ok());
    models::TensorFile file;
    file.tensors["weight"] = {models::DType::F32, {1}, std::vector<std::byte>(4)};
    file.metadata = {{"format", "contrafact"},
                     {"system", id},
                     {"version", std::to_string(system->version)},
                     {"params", params},
                     {"encoding", system->encoding},
                     {"corpus", "songs"},
                     {"corpus_hash", hash},
                     {"seed", "7"},
                     {"step", "2"},
                     {"stage", "0"},
                     {"complete", state == "finished" ? "true" : "false"},
                     {"metrics", "{}"}};
    const auto saved =
        models::saveTensors(file, run(name) / "checkpoints" / "step-00000002.safetensors");
    QVERIFY2(saved.ok(), saved.ok() ? "" : saved.message().c_str());
}

} // namespace contrafact::ui
