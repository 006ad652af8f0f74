// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/training_dock.h"

#include "ui/controls/section.h"
#include "ui/forms/schema_form.h"
#include "ui/services/library.h"
#include "ui/services/training_controller.h"
#include "ui/training/curves_page.h"
#include "ui/training/dock_corner.h"
#include "ui/training/doctor_view.h"
#include "ui/training/metrics_view.h"
#include "ui/training/sample_strip.h"
#include "ui/training/steering_buttons.h"
#include "ui/training/sweep_flow.h"
#include "ui/training/training_form.h"
#include "ui/training/training_log.h"
#include "ui/training/warning_banner.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include <utility>

namespace contrafact::ui {

namespace {

constexpr int kFormWidth = 270;
constexpr int kLeastFormWidth = 250; ///< three buttons beside each other
constexpr int kNarrowDock = 600;     ///< below it form and tabs have no room beside each other
constexpr int kMetricsMs = 1000;

} // namespace

TrainingDock::TrainingDock(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_form(new TrainingForm(studio))
    , m_splitter(new QSplitter)
    , m_sweep(new SweepFlow(studio, *m_form))
    , m_progress(new ProgressLine)
    , m_banner(new WarningBanner)
    , m_tabs(new QTabWidget)
    , m_corner(new DockCorner(*m_tabs))
    , m_curves(new CurvesPage(studio))
    , m_metrics(new MetricsView)
    , m_samples(new SampleStrip(studio))
    , m_doctor(new DoctorView(studio))
    , m_log(new TrainingLog(studio)) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_splitter->setHandleWidth(1);
    m_splitter->addWidget(m_form);
    m_splitter->addWidget(buildRight());
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({kFormWidth, 900});
    m_splitter->setChildrenCollapsible(false);
    m_form->setMinimumWidth(kLeastFormWidth);
    layout->addWidget(m_splitter);

    connectSteering();
    connectPages();
    auto& training = m_studio.training;
    connect(&training, &TrainingController::started, m_banner, &WarningBanner::clear);
    connect(&training, &TrainingController::batch, this, &TrainingDock::take);
    connect(&training, &TrainingController::statusChanged, this, &TrainingDock::showStatus);
    connect(&training, &TrainingController::ended, this, &TrainingDock::finish);
    connect(&training, &TrainingController::shown, this, &TrainingDock::showPast);
    connect(&training, &TrainingController::moved, this, &TrainingDock::nameRun);
    connect(&training, &TrainingController::checkpointWritten, this,
            &TrainingDock::tellOfCheckpoint);
    showCorner();
    showStatus();
}

void TrainingDock::connectSteering() {
    auto& buttons = m_form->buttons();
    connect(&buttons, &SteeringButtons::trainClicked, this, &TrainingDock::train);
    connect(&buttons, &SteeringButtons::sweepClicked, this, &TrainingDock::sweep);
    connect(&buttons, &SteeringButtons::pauseClicked, this, &TrainingDock::pauseOrResume);
    connect(&buttons, &SteeringButtons::stopClicked, this, &TrainingDock::stop);
    connect(&buttons, &SteeringButtons::checkpointClicked, this, &TrainingDock::checkpoint);
    connect(m_sweep, &SweepFlow::finished, this, &TrainingDock::showRuns);
    connect(m_sweep, &SweepFlow::problem, this, &TrainingDock::problem);
    connect(m_sweep, &SweepFlow::told, this, &TrainingDock::told);
    connect(m_banner, &WarningBanner::resumeClicked, this, &TrainingDock::resumeAfterFailure);
    connect(m_banner, &WarningBanner::adviceClicked, this,
            [this] { m_tabs->setCurrentWidget(m_doctor); });
}

void TrainingDock::connectPages() {
    connect(m_curves, &CurvesPage::trainRequested, this, [this] {
        train(); // which takes that button away
        if (m_studio.training.active()) m_form->buttons().takeFocus();
    });
    connect(m_curves, &CurvesPage::filled, this, &TrainingDock::showCorner);
    connect(m_curves, &CurvesPage::drawn, this, &TrainingDock::tellOfOverlay);
    connect(m_curves, &CurvesPage::othersChanged, m_samples, &SampleStrip::setOthers);
    connect(m_curves, &CurvesPage::problem, this, &TrainingDock::problem);
    connect(m_samples, &SampleStrip::problem, this, &TrainingDock::problem);
    connect(m_samples, &SampleStrip::kept, this, [this](const QString& name) {
        Q_EMIT told(tr("“%1” is kept: it is in the library's Takes.").arg(name));
    });
    connect(m_doctor, &DoctorView::problem, this, &TrainingDock::problem);
    connect(m_corner, &DockCorner::smoothingChanged, m_curves, &CurvesPage::setSmoothing);
    connect(m_corner, &DockCorner::saveClicked, m_curves, &CurvesPage::savePicture);
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        showCorner();
        m_sinceMetrics.invalidate();
        showMetrics();
    });
}

QWidget* TrainingDock::buildRight() {
    auto* right = new QWidget;
    auto* layout = new QVBoxLayout(right);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_progress);
    layout->addWidget(m_banner);
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setDrawBase(false); // a piece of it would show where the corner is empty
    m_tabs->addTab(m_curves, tr("Loss"));
    m_tabs->addTab(m_metrics, tr("Metrics"));
    m_tabs->addTab(m_samples, tr("Samples"));
    m_tabs->addTab(m_doctor, tr("Doctor"));
    m_tabs->addTab(m_log, tr("Log"));
    m_tabs->setCornerWidget(m_corner);
    layout->addWidget(m_tabs, 1);
    return right;
}

void TrainingDock::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    setNarrow(width() < kNarrowDock);
}

void TrainingDock::setNarrow(bool narrow) {
    if (narrow == m_narrow) return;
    m_narrow = narrow;
    if (narrow) {
        m_tabs->insertTab(0, m_form, tr("Set up"));
        return;
    }
    m_splitter->insertWidget(0, m_form);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setSizes({kFormWidth, width() - kFormWidth});
    m_form->show();
}

/// What is done with the plots stands where plots are seen.
void TrainingDock::showCorner() {
    m_corner->showPlotTools(m_tabs->currentWidget() == m_curves && m_curves->hasData());
}

void TrainingDock::train() {
    if (m_studio.training.active()) return;
    auto request = m_form->request();
    if (!request) return Q_EMIT problem(QString::fromStdString(request.message()));
    if (const auto started = m_studio.training.start(*std::move(request)); !started)
        Q_EMIT problem(QString::fromStdString(started.message()));
}

void TrainingDock::sweep() {
    m_sweep->ask();
}

void TrainingDock::pauseOrResume() {
    auto& training = m_studio.training;
    if (training.status().phase == models::TrainingPhase::Paused)
        training.resume();
    else
        training.pause();
}

void TrainingDock::stop() {
    m_studio.training.stop();
}
void TrainingDock::checkpoint() {
    m_checkpointAsked = m_studio.training.active();
    m_studio.training.checkpoint();
}

/// Of one that was asked for; the others are in the log.
void TrainingDock::tellOfCheckpoint(const QString& path) {
    if (std::exchange(m_checkpointAsked, false))
        Q_EMIT told(tr("The checkpoint is written: %1").arg(QFileInfo(path).fileName()));
}

void TrainingDock::take(const TrainingBatch& batch) {
    const auto& training = m_studio.training;
    if (!batch.samples.empty()) showMetrics();
    const auto& warnings = training.warnings();
    for (auto i = warnings.size() - static_cast<std::size_t>(batch.newWarnings);
         i < warnings.size(); ++i)
        m_banner->warn(warnings[i].step, QString::fromStdString(warnings[i].text));
}

/// Reads all points of all curves, so not with every batch.
void TrainingDock::showMetrics() {
    const auto* system = m_studio.training.system();
    if (!system || m_tabs->currentWidget() != m_metrics) return;
    if (m_sinceMetrics.isValid() && m_sinceMetrics.elapsed() < kMetricsMs) return;
    m_sinceMetrics.start();
    m_metrics->show(*system, m_studio.training.curves());
}

void TrainingDock::showStatus() {
    const auto& training = m_studio.training;
    m_progress->setFraction(training.active() ? training.status().fraction : -1);
    setWords(m_sweep->prefix() + training.statusText());
}

void TrainingDock::setWords(const QString& words) {
    m_corner->setWords(words, QString::fromStdString(m_studio.training.status().device));
}

void TrainingDock::finish(const QString& run, const QString& error, bool stopped) {
    m_studio.library.runs().remember(run.toStdString());
    m_studio.library.runs().refresh();
    if (!error.isEmpty()) {
        const auto& training = m_studio.training;
        const bool kept = training.request().resume || !training.lastCheckpoint().empty();
        setWords(tr("Broken off")); // the banner says why
        m_banner->fail(error, kept);
        return Q_EMIT problem(error);
    }
    setWords(stopped ? tr("Stopped; the checkpoint is in the library's Runs.")
                     : tr("Done; choose the run in the Compose panel to use it."));
}

/// From the newest checkpoint that can be read, with the rates that the form has now: the same ones
/// would lead to the same end.
void TrainingDock::resumeAfterFailure() {
    auto request = m_studio.training.request();
    request.resume = true;
    if (m_form->system().id == request.system) {
        auto params = m_form->schemaForm().values();
        if (!params) return Q_EMIT problem(QString::fromStdString(params.message()));
        request.params = *std::move(params);
    }
    if (const auto started = m_studio.training.start(std::move(request)); !started)
        Q_EMIT problem(QString::fromStdString(started.message()));
}

void TrainingDock::showPast() {
    m_banner->clear();
    m_tabs->setCurrentWidget(m_curves);
    nameRun();
}

void TrainingDock::nameRun() {
    setWords(QString::fromStdString(m_studio.training.request().run.filename().string()));
}

void TrainingDock::showRuns(const std::vector<std::filesystem::path>& folders) {
    m_curves->showRuns(folders);
}

void TrainingDock::tellOfOverlay() {
    m_tabs->setCurrentWidget(m_curves);
    if (!m_studio.training.active() && m_curves->runs() > 1)
        setWords(tr("%1 runs over each other").arg(m_curves->runs()));
}

void TrainingDock::saveTo(std::map<std::string, std::string>& settings) const {
    m_form->saveTo(settings);
}
void TrainingDock::restoreFrom(const std::map<std::string, std::string>& settings) {
    m_form->restoreFrom(settings);
}

} // namespace contrafact::ui
