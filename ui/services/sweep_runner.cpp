// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/sweep_runner.h"

#include "models/api/run.h"
#include "ui/services/training_controller.h"

#include <QDateTime>

#include <utility>

namespace contrafact::ui {

namespace {

/// "note-gru-20260101-120000 lr=0.001"
std::filesystem::path folderOf(const std::string& system, const std::string& entry,
                               const QDateTime& when) {
    return models::runsFolder() /
           (system + "-" + when.toString(QStringLiteral("yyyyMMdd-HHmmss")).toStdString() + " " +
            entry);
}

} // namespace

SweepRunner::SweepRunner(TrainingController& training, QObject* parent)
    : QObject(parent)
    , m_training(training) {
    // Queued: whoever else hears of the end may look at that run before the next one begins.
    connect(
        &m_training, &TrainingController::ended, this,
        [this](const QString&, const QString&, bool stopped) { goOn(stopped); },
        Qt::QueuedConnection);
}

Result<void> SweepRunner::start(models::TrainingRequest request,
                                std::vector<models::SweepEntry> entries) {
    if (active() || m_training.active())
        return Error{"A training is under way: stop it before starting a sweep."};
    if (entries.empty()) return Error{"A sweep wants at least one value."};
    m_request = std::move(request);
    if (m_request.threads == 0)
        m_request.threads = 1; // a measured number would not be the same for all
    m_entries = std::move(entries);
    m_runs.clear();
    const auto now = QDateTime::currentDateTime();
    for (const auto& entry : m_entries)
        m_runs.push_back(folderOf(m_request.system, entry.name, now));
    auto started = startNext();
    if (!started) m_next = 0;
    return started;
}

Result<void> SweepRunner::startNext() {
    auto request = m_request;
    request.params = m_entries[m_next].params;
    request.run = m_runs[m_next];
    ++m_next;
    return m_training.start(std::move(request));
}

void SweepRunner::goOn(bool stopped) {
    if (!active()) return;
    if (stopped || m_next == m_entries.size() || !startNext()) end(stopped);
}

void SweepRunner::end(bool stopped) {
    m_runs.resize(std::exchange(m_next, 0));
    Q_EMIT ended(m_runs, stopped);
}

} // namespace contrafact::ui
