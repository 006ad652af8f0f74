// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/leaving.h"

#include "ui/evaluation/listening_dialog.h"
#include "ui/services/training_controller.h"
#include "ui/window/file_commands.h"
#include "ui/window/progress_job.h"
#include "ui/window/session_keeper.h"

#include <QApplication>
#include <QMessageBox>
#include <QProgressDialog>
#include <QPushButton>

namespace contrafact::ui {

Leaving::Leaving(const Studio& studio, FileCommands& files, SessionKeeper& keeper, QWidget* window)
    : QObject(window)
    , m_studio(studio)
    , m_files(files)
    , m_keeper(keeper)
    , m_window(window) {
    qApp->installEventFilter(this);
}

bool Leaving::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::Quit || watched != qApp || !m_window->isVisible()) return false;
    event->ignore();
    m_window->close();
    return true;
}

bool Leaving::mayClose() {
    if (m_free) return true;
    if (!m_asking) {
        m_asking = true;
        // Not within the close event: Qt takes no second close() while it handles the first.
        QMetaObject::invokeMethod(this, &Leaving::ask, Qt::QueuedConnection);
    }
    return false;
}

void Leaving::ask() {
    for (auto* job : ProgressJob::running(*m_window)) job->setQuiet(true);
    if (!closeListening()) return stay();
    if (m_keeping) return; // a signal has come meanwhile
    m_files.whenSafe([this] { askForJobs(); }, [this] { stay(); });
}

/// A listening test asks for itself about answers that are not saved; false: it stays.
bool Leaving::closeListening() {
    for (auto* test : m_window->findChildren<ListeningDialog*>())
        if (test->isVisible() && !test->close()) return false;
    return true;
}

void Leaving::stay() {
    m_asking = false;
    for (auto* job : ProgressJob::running(*m_window)) job->setQuiet(false);
}

void Leaving::askForJobs() {
    const auto jobs = ProgressJob::running(*m_window);
    if (jobs.isEmpty()) return askForTraining();
    question(tr("“%1” is under way").arg(jobs.front()->title()),
             tr("Quit and leave it unfinished? No half-written file stays behind."), tr("Quit now"),
             [this] { askForTraining(); });
}

void Leaving::askForTraining() {
    if (!m_studio.training.active()) return endJobs();
    question(tr("Training is under way"),
             tr("Stop training and quit? A checkpoint is written first, so that it can go on "
                "later."),
             tr("Stop and quit"), [this] { endJobs(); });
}

void Leaving::question(const QString& title, const QString& text, const QString& yes, Step go) {
    auto* box = new QMessageBox(QMessageBox::Question, title, title, QMessageBox::Cancel, m_window);
    box->setInformativeText(text);
    auto* button = box->addButton(yes, QMessageBox::AcceptRole);
    box->setDefaultButton(button);
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(box, &QMessageBox::finished, this, [this, box, button, go = std::move(go)] {
        if (m_free || m_keeping) return; // it is being left at once
        box->clickedButton() == button ? go() : stay();
    });
    box->open();
}

void Leaving::endJobs() {
    for (auto* job : ProgressJob::running(*m_window)) job->cancel();
    endTraining();
}

void Leaving::endTraining() {
    auto& training = m_studio.training;
    if (!training.active()) return close();
    // Modal: what was changed now would be changed after the question whether to save it.
    m_wait = new QProgressDialog(tr("Writing the training's checkpoint…"), {}, 0, 0, m_window);
    m_wait->setWindowModality(Qt::WindowModal);
    m_wait->setMinimumDuration(0);
    m_wait->show();
    connect(&training, &TrainingController::ended, this, &Leaving::close,
            Qt::ConnectionType(Qt::QueuedConnection | Qt::SingleShotConnection));
    training.stop();
}

void Leaving::keepChanges() {
    m_keeper.keepNow();
}

void Leaving::leaveAtOnce() {
    if (m_keeping) return;
    m_keeping = true;
    keepChanges();
    for (auto* dialog : m_window->findChildren<QDialog*>())
        // Nobody may be there to answer it, nor what its own reject() might ask.
        if (dialog->isVisible()) dialog->done(QDialog::Rejected);
    endJobs();
}

void Leaving::close() {
    m_free = true;
    if (m_wait) m_wait->hide();
    m_window->close();
}

} // namespace contrafact::ui
