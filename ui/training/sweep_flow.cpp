// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/sweep_flow.h"

#include "ui/forms/schema_form.h"
#include "ui/services/library.h"
#include "ui/services/training_controller.h"
#include "ui/training/sweep_dialog.h"
#include "ui/training/training_form.h"

#include <algorithm>
#include <utility>

namespace contrafact::ui {

SweepFlow::SweepFlow(const Studio& studio, TrainingForm& form)
    : QObject(&form)
    , m_studio(studio)
    , m_form(form)
    , m_runner(studio.training) {
    connect(&m_runner, &SweepRunner::ended, this, &SweepFlow::end);
    connect(&m_studio.library.runs(), &RunStore::changed, this, &SweepFlow::finishWhenListed);
}

void SweepFlow::ask() {
    if (m_studio.training.active()) return;
    const auto request = m_form.request();
    if (!request) return Q_EMIT problem(QString::fromStdString(request.message()));
    auto* dialog =
        new SweepDialog(m_form.system(), request->params, m_form.alike(), m_form.window());
    connect(dialog, &SweepDialog::chosen, this, &SweepFlow::start);
    dialog->open();
}

void SweepFlow::start(const std::vector<models::SweepEntry>& entries) {
    auto request = m_form.request();
    if (!request) return Q_EMIT problem(QString::fromStdString(request.message()));
    m_base = request->params;
    if (const auto started = m_runner.start(*std::move(request), entries); !started)
        Q_EMIT problem(QString::fromStdString(started.message()));
}

void SweepFlow::end(const std::vector<std::filesystem::path>& runs, bool stopped) {
    Q_EMIT told(stopped ? tr("The sweep was stopped; its runs are in the library's Runs.")
                        : tr("The sweep is done; its runs are in the library's Runs."));
    m_form.schemaForm().setValues(m_base);
    m_runs = runs; // the list of runs is still being read
    finishWhenListed();
}

void SweepFlow::finishWhenListed() {
    const auto& store = m_studio.library.runs();
    const auto listed = [&](const auto& run) { return store.find(run) != nullptr; };
    if (m_runs.empty() || m_studio.training.active() || !std::ranges::all_of(m_runs, listed))
        return;
    Q_EMIT finished(std::exchange(m_runs, {}));
}

QString SweepFlow::prefix() const {
    return m_runner.active() && m_studio.training.active()
               ? tr("%1 of %2 · ").arg(m_runner.current()).arg(m_runner.count())
               : QString();
}

} // namespace contrafact::ui
