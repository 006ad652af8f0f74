// SPDX-License-Identifier: GPL-3.0-or-later
// Work of seconds on a worker, with a progress dialog and a Cancel that works at once: the dialog
// goes, the work ends at its next look at the stop token, and nothing of it is reported. The window
// stays as it is meanwhile, with every way out of it open.
#pragma once

#include "core/base/result.h"
#include "core/jobs/progress.h"

#include <QList>
#include <QObject>
#include <QProgressDialog>

#include <memory>
#include <stop_token>
#include <thread>

namespace contrafact::ui {

class ProgressJob : public QObject {
    Q_OBJECT
public:
    ProgressJob(QWidget* window, const QString& title);

    /// Those that have not ended and were not cancelled.
    static QList<ProgressJob*> running(const QWidget& window);
    QString title() const { return m_dialog.windowTitle(); }
    void cancel();
    /// It must not come over a question.
    void setQuiet(bool quiet);

    /// `work(stop, sink)` runs on a worker; then `done(result)` on the GUI thread, unless
    /// cancelled.
    template<typename Work, typename Done>
    static void run(QWidget* window, const QString& title, Work work, Done done);

private:
    ProgressSink sink();
    void show(double fraction, const QString& what);

    QProgressDialog m_dialog;
    bool m_cancelled = false;
    bool m_over = false;
    bool m_quiet = false;
    std::jthread m_thread; ///< last: ends before what it reports to
};

template<typename Work, typename Done>
void ProgressJob::run(QWidget* window, const QString& title, Work work, Done done) {
    auto* job = new ProgressJob(window, title);
    job->m_thread = std::jthread([job, sink = job->sink(), work = std::move(work),
                                  done = std::move(done)](std::stop_token stop) {
        auto result = std::make_shared<decltype(work(stop, sink))>(work(stop, sink));
        QMetaObject::invokeMethod(
            job,
            [job, result, done] {
                job->m_over = true;
                job->m_dialog.hide();
                job->deleteLater();
                if (!job->m_cancelled) done(std::move(*result));
            },
            Qt::QueuedConnection);
    });
}

} // namespace contrafact::ui
