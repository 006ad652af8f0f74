// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/progress_job.h"

#include <chrono>
#include <limits>

namespace contrafact::ui {
namespace {

constexpr int kShowAfterMs = 300; ///< quick work needs no dialog
constexpr int kTicks = 1000;
constexpr auto kReportEvery = std::chrono::milliseconds(50);

} // namespace

ProgressJob::ProgressJob(QWidget* window, const QString& title)
    : QObject(window)
    , m_dialog(title, tr("Cancel"), 0, kTicks, window, Qt::Tool) {
    m_dialog.setWindowTitle(title);
    m_dialog.setAttribute(Qt::WA_ShowWithoutActivating); // Space plays, and does not cancel
    m_dialog.setMinimumDuration(kShowAfterMs);
    m_dialog.setMinimumWidth(380);
    m_dialog.setAutoReset(false);
    m_dialog.setValue(0);
    connect(&m_dialog, &QProgressDialog::canceled, this, &ProgressJob::cancel);
}

QList<ProgressJob*> ProgressJob::running(const QWidget& window) {
    auto jobs = window.findChildren<ProgressJob*>();
    jobs.removeIf([](const ProgressJob* job) { return job->m_over || job->m_cancelled; });
    return jobs;
}

void ProgressJob::cancel() {
    m_cancelled = true;
    m_thread.request_stop();
    m_dialog.hide();
}

void ProgressJob::setQuiet(bool quiet) {
    m_quiet = quiet;
    m_dialog.setMinimumDuration(quiet ? std::numeric_limits<int>::max() : kShowAfterMs);
    m_dialog.setVisible(!quiet);
}

ProgressSink ProgressJob::sink() {
    // Called on the worker, perhaps thousands of times a second.
    return [this, last = std::chrono::steady_clock::time_point()](const Progress& p) mutable {
        const auto now = std::chrono::steady_clock::now();
        if (now - last < kReportEvery) return;
        last = now;
        QMetaObject::invokeMethod(
            this, [this, p] { show(p.fraction, QString::fromStdString(p.what)); },
            Qt::QueuedConnection);
    };
}

void ProgressJob::show(double fraction, const QString& what) {
    if (m_cancelled || m_quiet) return;
    m_dialog.setMaximum(fraction < 0 ? 0 : kTicks);
    if (fraction >= 0) m_dialog.setValue(std::min(kTicks - 1, int(fraction * kTicks)));
    if (!what.isEmpty()) m_dialog.setLabelText(what);
}

} // namespace contrafact::ui
