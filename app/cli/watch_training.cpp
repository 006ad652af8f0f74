// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/watch_training.h"

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "core/base/path_text.h"
#include "models/api/descriptor.h"
#include "models/api/run.h"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <thread>

namespace contrafact::app {

namespace {

namespace fs = std::filesystem;
using models::SystemDescriptor;

constexpr auto kLookPause = std::chrono::milliseconds(50);

Json stepJson(const SystemDescriptor& system, const models::StepSample& sample) {
    Json values = Json::object();
    for (int i = 0; i < sample.count; ++i) {
        const auto slot = static_cast<std::size_t>(i);
        const auto curve = static_cast<std::size_t>(sample.curve[slot]);
        if (curve < system.curves.size()) values[system.curves[curve].key] = sample.value[slot];
    }
    return {{"event", "step"},
            {"step", sample.step},
            {"seconds", sample.seconds},
            {"stage", sample.stage},
            {"values", std::move(values)}};
}

std::string statusText(const models::TrainingStatus& status) {
    auto text = status.message;
    if (status.stepsPerSecond > 0) {
        char rate[32];
        std::snprintf(rate, sizeof rate, " · %.1f steps/s", status.stepsPerSecond);
        text += rate;
    }
    if (status.etaSeconds >= 0) text += " · " + clockTime(status.etaSeconds) + " left";
    return text;
}

/// Shows a session's events and gives its end as exit status.
class Watcher {
public:
    Watcher(const models::TrainingRequest& request, bool json)
        : m_system(*models::findSystem(request.system))
        , m_run(request.run)
        , m_json(json) {}

    int watch(models::TrainingSession& session, const Interrupt& interrupt) {
        while (!m_end) {
            const bool ended = session.ended(); // before looking: nothing comes after it
            if (interrupt.requested()) session.stop();
            show(session);
            if (ended && !m_end) break;
            if (!ended) std::this_thread::sleep_for(kLookPause);
        }
        return exitStatus(interrupt);
    }

private:
    void show(models::TrainingSession& session) {
        for (const auto& sample : session.drainSamples())
            if (m_json) printJson(stepJson(m_system, sample));
        const auto status = session.status();
        if (status.phase == models::TrainingPhase::Running || !m_json)
            m_line.show({status.fraction, statusText(status)});
        for (const auto& event : session.takeEvents())
            std::visit([this](const auto& each) { handle(each); }, event);
    }

    void handle(const models::LogLine& log) {
        if (m_json)
            printJson({{"event", "log"}, {"text", log.text}});
        else
            m_line.note(log.text);
    }
    void handle(const models::TrainingWarning& warning) {
        if (m_json)
            printJson({{"event", "warning"}, {"step", warning.step}, {"text", warning.text}});
        else
            m_line.note("warning: " + warning.text);
    }
    void handle(const models::CheckpointWritten& checkpoint) {
        if (m_json)
            printJson({{"event", "checkpoint"},
                       {"step", checkpoint.step},
                       {"path", base::pathText(checkpoint.path)}});
    }
    void handle(const models::SampleMade& sample) {
        if (m_json)
            printJson(
                {{"event", "sample"}, {"step", sample.step}, {"notes", sample.score.noteCount()}});
    }
    void handle(const models::TrainingEnded& end) { m_end = end; }

    int exitStatus(const Interrupt& interrupt) {
        const bool ok = m_end && m_end->result.ok();
        const auto message = !m_end ? std::string("the training ended without a word")
                             : ok   ? std::string()
                                    : m_end->result.message();
        const bool stopped = ok && m_end->stopped;
        if (m_json) {
            Json json{{"event", "end"},
                      {"state", !ok       ? "failed"
                                : stopped ? "stopped"
                                          : "finished"}};
            json["run"] = base::pathText(m_run);
            if (!ok) json["message"] = message;
            printJson(json);
        }
        if (!ok) return fail({message});
        if (!m_json) printEnd(stopped);
        return interrupt.requested() ? kInterrupted : kDone;
    }

    void printEnd(bool stopped) const {
        print(m_run.string() + (stopped ? ": stopped, go on with --resume" : ": finished"));
        const auto info = models::readRun(m_run);
        if (!info) return;
        for (const auto& [key, value] : info->metrics) {
            char text[32];
            std::snprintf(text, sizeof text, "%.4g", value);
            print("  " + key + " " + text);
        }
    }

    const SystemDescriptor& m_system;
    fs::path m_run;
    bool m_json;
    ProgressLine m_line;
    std::optional<models::TrainingEnded> m_end;
};

} // namespace

int watchTraining(const models::TrainingRequest& request, const Interrupt& interrupt, bool json) {
    Watcher watcher(request, json);
    const auto session = models::TrainingSession::start(request);
    return watcher.watch(*session, interrupt);
}

} // namespace contrafact::app
