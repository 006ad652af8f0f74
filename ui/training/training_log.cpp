// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/training_log.h"

#include "ui/controls/counted.h"
#include "ui/plots/curve_name.h"
#include "ui/plots/few_ticks.h"
#include "ui/services/library.h"
#include "ui/services/training_controller.h"
#include "ui/theme/theme.h"

#include <QFileInfo>
#include <QLocale>

namespace contrafact::ui {

namespace {

constexpr int kMostLines = 5000;

QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

} // namespace

TrainingLog::TrainingLog(const Studio& studio, QWidget* parent)
    : QPlainTextEdit(parent)
    , m_studio(studio) {
    setReadOnly(true);
    setFont(lineFont());
    document()->setDocumentMargin(metrics::kGap);
    setFrameShape(QFrame::NoFrame);
    setMaximumBlockCount(kMostLines);
    setAccessibleName(tr("Log"));
    setPlaceholderText(tr("What a training reports is written here."));
    auto& training = m_studio.training;
    connect(&training, &TrainingController::started, this, &TrainingLog::begin);
    connect(&training, &TrainingController::batch, this, &TrainingLog::take);
    connect(&training, &TrainingController::checkpointWritten, this, [this](const QString& path) {
        appendPlainText(tr("Checkpoint written: %1").arg(QFileInfo(path).fileName()));
    });
    connect(&training, &TrainingController::statusChanged, this, &TrainingLog::watchPhase);
    connect(&training, &TrainingController::ended, this,
            [this](const QString&, const QString& error, bool stopped) { finish(error, stopped); });
    connect(&training, &TrainingController::shown, this, &TrainingLog::showPast);
}

void TrainingLog::begin() {
    clear();
    const auto& training = m_studio.training;
    const auto& request = training.request();
    const auto title = text(training.system()->title);
    appendPlainText(request.resume ? tr("%1 goes on training.").arg(title)
                                   : tr("%1 begins to train.").arg(title));
    if (request.corpus)
        appendPlainText(
            tr("Corpus: %1, %2.")
                .arg(text(request.corpus->name),
                     counted(qlonglong(request.corpus->songs.size()), tr("song"), tr("songs"))));
    appendPlainText(
        tr("Run: %1. Seed %2.").arg(text(request.run.filename().string())).arg(request.seed));
    m_phase = models::TrainingPhase::Preparing;
}

void TrainingLog::take(const TrainingBatch& batch) {
    const auto& log = m_studio.training.log();
    for (auto i = std::max<qsizetype>(0, log.size() - batch.newLogLines); i < log.size(); ++i)
        appendPlainText(log[i]);
}

void TrainingLog::watchPhase() {
    const auto& status = m_studio.training.status();
    if (!m_studio.training.active() || status.phase == m_phase) return;
    const auto before = std::exchange(m_phase, status.phase);
    const auto step = QLocale().toString(qlonglong(status.step));
    if (m_phase == models::TrainingPhase::Paused)
        appendPlainText(tr("Paused at step %1.").arg(step));
    if (m_phase != models::TrainingPhase::Running) return;
    appendPlainText(before == models::TrainingPhase::Paused
                        ? tr("Goes on.")
                        : tr("Training on %1.").arg(text(status.device)));
}

void TrainingLog::finish(const QString& error, bool stopped) {
    appendPlainText(!error.isEmpty() ? error : stopped ? tr("Stopped.") : tr("Done."));
}

void TrainingLog::showPast() {
    clear();
    const auto* run = m_studio.library.runs().find(m_studio.training.request().run);
    if (!run) return;
    const auto& info = run->info;
    appendPlainText(tr("Run: %1.").arg(text(info.folder.filename().string())));
    appendPlainText(tr("Began %1 on %2.").arg(RunStore::startedText(info), text(info.device)));
    appendPlainText(tr("Corpus: %1. Seed %2.").arg(text(info.corpus)).arg(info.seed));
    appendPlainText(
        tr("%1 after %2.")
            .arg(text(info.state), counted(qlonglong(info.steps), tr("step"), tr("steps"))));
    for (const auto& [key, value] : info.metrics)
        appendPlainText(QStringLiteral("%1: %2").arg(curveName(m_studio.training.system(), key),
                                                     shortNumber(value)));
}

} // namespace contrafact::ui
