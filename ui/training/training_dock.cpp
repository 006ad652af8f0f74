// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/training_dock.h"

#include "ui/controls/section.h"
#include "ui/controls/value_combo.h"
#include "ui/forms/schema_form.h"
#include "ui/plots/plot_grid.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/services/training_controller.h"
#include "ui/theme/theme.h"
#include "ui/training/doctor_view.h"
#include "ui/training/metrics_view.h"
#include "ui/training/sample_strip.h"
#include "ui/training/training_form.h"
#include "ui/training/training_log.h"
#include "ui/training/warning_banner.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QSplitter>
#include <QStackedLayout>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace contrafact::ui {

namespace {

constexpr int kFormWidth = 270;
constexpr int kLeastFormWidth = 250; ///< three buttons beside each other
constexpr int kMetricsMs = 1000;
constexpr int kWordsGap = 40; ///< from the tabs to what is said right of them

struct Smoothing {
    const char* name;
    double share;
};
constexpr Smoothing kSmoothings[]{{QT_TRANSLATE_NOOP("Smoothing", "raw"), 0},
                                  {QT_TRANSLATE_NOOP("Smoothing", "smooth"), 0.9},
                                  {QT_TRANSLATE_NOOP("Smoothing", "smoother"), 0.98}};

} // namespace

TrainingDock::TrainingDock(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_form(new TrainingForm(studio))
    , m_progress(new ProgressLine)
    , m_banner(new WarningBanner)
    , m_tabs(new QTabWidget)
    , m_words(new QLabel)
    , m_plots(new PlotGrid)
    , m_empty(
          new EmptyState(tr("Train a model on your songs and watch it learn here."), tr("Train")))
    , m_plotPage(new QWidget)
    , m_metrics(new MetricsView)
    , m_samples(new SampleStrip(studio))
    , m_doctor(new DoctorView(studio))
    , m_log(new TrainingLog(studio)) {
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* splitter = new QSplitter;
    splitter->setHandleWidth(1);
    splitter->addWidget(m_form);
    splitter->addWidget(buildRight());
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({kFormWidth, 900});
    splitter->setChildrenCollapsible(false);
    m_form->setMinimumWidth(kLeastFormWidth);
    layout->addWidget(splitter);

    connect(m_form, &TrainingForm::trainClicked, this, &TrainingDock::train);
    connect(m_empty, &EmptyState::triggered, this, &TrainingDock::train);
    connect(m_form, &TrainingForm::pauseClicked, this, &TrainingDock::pauseOrResume);
    connect(m_form, &TrainingForm::stopClicked, this, &TrainingDock::stop);
    connect(m_banner, &WarningBanner::resumeClicked, this, &TrainingDock::resumeAfterFailure);
    connect(m_form, &TrainingForm::checkpointClicked, this, &TrainingDock::checkpoint);
    auto& training = m_studio.training;
    connect(&training, &TrainingController::started, this, &TrainingDock::begin);
    connect(&training, &TrainingController::batch, this, &TrainingDock::take);
    connect(&training, &TrainingController::statusChanged, this, &TrainingDock::showStatus);
    connect(&training, &TrainingController::ended, this, &TrainingDock::finish);
    connect(&training, &TrainingController::shown, this, &TrainingDock::showPast);
    connect(m_samples, &SampleStrip::problem, this, &TrainingDock::problem);
    connect(m_doctor, &DoctorView::problem, this, &TrainingDock::problem);
    connect(m_banner, &WarningBanner::adviceClicked, this,
            [this] { m_tabs->setCurrentWidget(m_doctor); });
    connect(m_samples, &SampleStrip::kept, this, [this](const QString& name) {
        Q_EMIT told(tr("“%1” is kept: it is in the library's Takes.").arg(name));
    });
    showStatus();
}

QWidget* TrainingDock::buildRight() {
    auto* right = new QWidget;
    auto* layout = new QVBoxLayout(right);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_progress);
    layout->addWidget(m_banner);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(buildLoss(), tr("Loss"));
    m_tabs->addTab(m_metrics, tr("Metrics"));
    m_tabs->addTab(m_samples, tr("Samples"));
    m_tabs->addTab(m_doctor, tr("Doctor"));
    m_tabs->addTab(m_log, tr("Log"));
    m_tabs->setCornerWidget(buildCorner());
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        m_sinceMetrics.invalidate();
        showMetrics();
    });
    layout->addWidget(m_tabs, 1);
    return right;
}

/// What stands right of the tabs: how far it is, in words, and what is done with the plots.
QWidget* TrainingDock::buildCorner() {
    auto* corner = new QWidget;
    auto* bar = new QHBoxLayout(corner);
    bar->setContentsMargins(0, 2, metrics::kPadding, 2);
    bar->setSpacing(metrics::kGap);
    m_words->setFont(uiFont(12));
    m_words->setProperty("role", "dim");
    bar->addWidget(m_words);
    auto* smoothing = new ValueCombo(tr("Smoothing of the curves"));
    for (const auto& choice : kSmoothings)
        smoothing->addItem(QCoreApplication::translate("Smoothing", choice.name), choice.share);
    smoothing->setToolTip(smoothing->accessibleName());
    connect(smoothing, &QComboBox::currentIndexChanged, this,
            [this, smoothing] { m_plots->setSmoothing(smoothing->currentData().toDouble()); });
    auto* save = new QToolButton;
    save->setText(tr("Save…"));
    save->setAutoRaise(true);
    save->setToolTip(tr("Write the plots as a picture or the numbers as a table"));
    connect(save, &QToolButton::clicked, this, &TrainingDock::savePicture);
    bar->addWidget(smoothing);
    bar->addWidget(save);
    // Both are about the plots alone.
    connect(m_tabs, &QTabWidget::currentChanged, corner, [this, smoothing, save](int tab) {
        smoothing->setVisible(tab == 0);
        save->setVisible(tab == 0);
        setWords(m_allWords);
    });
    return corner;
}

QWidget* TrainingDock::buildLoss() {
    auto* page = new QWidget;
    auto* stack = new QStackedLayout(page);
    auto* layout = new QVBoxLayout(m_plotPage);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_plots, 1);
    stack->addWidget(m_empty);
    stack->addWidget(m_plotPage);
    return page;
}

void TrainingDock::train() {
    if (m_studio.training.active()) return;
    auto request = m_form->request();
    if (!request) return Q_EMIT problem(QString::fromStdString(request.message()));
    if (const auto started = m_studio.training.start(*std::move(request)); !started)
        Q_EMIT problem(QString::fromStdString(started.message()));
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
    m_studio.training.checkpoint();
}

void TrainingDock::showPlots() {
    const bool any = m_plots->hasData();
    static_cast<QStackedLayout*>(m_plotPage->parentWidget()->layout())
        ->setCurrentWidget(any ? m_plotPage : static_cast<QWidget*>(m_empty));
    if (m_studio.training.active() && !any)
        m_empty->setText(tr("Preparing the training. The curves appear with the first steps."), {});
    else
        m_empty->setText(tr("Train a model on your songs and watch it learn here."), tr("Train"));
}

void TrainingDock::begin() {
    m_others.clear();
    m_samples->setOthers({});
    m_plots->setRuns({presentRun()});
    m_banner->clear();
    showPlots();
}

void TrainingDock::take(const TrainingBatch& batch) {
    const auto& training = m_studio.training;
    if (!batch.samples.empty()) {
        m_plots->refresh(training.curves());
        showPlots();
        showMetrics();
    }
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
    setWords(training.statusText());
}

/// In the room that the tabs leave: what is less asked for goes first, the time left stays.
void TrainingDock::setWords(const QString& words) {
    m_allWords = words;
    const auto* corner = m_tabs->cornerWidget();
    const int others = corner->sizeHint().width() - m_words->sizeHint().width();
    const int room = m_tabs->width() - m_tabs->tabBar()->sizeHint().width() - others - kWordsGap;
    const QFontMetrics font(m_words->font());
    const auto separator = QStringLiteral(" · ");
    auto parts = words.split(separator);
    while (parts.size() > 2 && font.horizontalAdvance(parts.join(separator)) > room)
        parts.removeAt(parts.size() - 2);
    m_words->setText(font.elidedText(parts.join(separator), Qt::ElideRight, std::max(0, room)));
    m_words->setToolTip(words + QLatin1Char('\n') +
                        QString::fromStdString(m_studio.training.status().device));
}

void TrainingDock::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    setWords(m_allWords);
}

void TrainingDock::finish(const QString& run, const QString& error, bool stopped) {
    m_studio.library.runs().remember(run.toStdString());
    m_studio.library.runs().refresh();
    showPlots();
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
    const auto& training = m_studio.training;
    m_others.clear();
    m_samples->setOthers({});
    m_plots->setRuns({presentRun()});
    m_plots->refresh(training.curves());
    m_tabs->setCurrentIndex(0);
    setWords(QString::fromStdString(training.request().run.filename().string()));
    showPlots();
}

/// Of the training controller, without its curves.
PlotRun TrainingDock::presentRun() const {
    const auto& training = m_studio.training;
    return {training.system(), QString::fromStdString(training.request().run.filename().string())};
}

void TrainingDock::showRuns(const std::vector<std::filesystem::path>& folders) {
    const auto& store = m_studio.library.runs();
    const auto& training = m_studio.training;
    // A long run's table takes a while to read; what the session remembers is at hand.
    std::vector<std::filesystem::path> known;
    std::vector<PlotRun> runs;
    for (const auto& folder : folders) {
        const auto* run = store.find(folder);
        const auto* system = run ? models::findSystem(run->info.system) : nullptr;
        const bool drawnAlready = training.active() && folder == training.request().run;
        if (!system || drawnAlready) continue;
        known.push_back(folder);
        runs.push_back(
            {system, QString::fromStdString(folder.filename().string()), store.remembered(folder)});
    }
    if (runs.empty() && !training.active())
        return Q_EMIT problem(tr("The run's system is not in this program: its curves cannot be "
                                 "drawn."));
    m_reader.start(
        [known, runs = std::move(runs)](std::stop_token stop) mutable {
            for (std::size_t i = 0; i < known.size() && !stop.stop_requested(); ++i)
                if (auto curves = models::readCurves(known[i])) runs[i].curves = *std::move(curves);
            return runs;
        },
        [this, known](std::vector<PlotRun> read) { drawRuns(known, std::move(read)); });
}

void TrainingDock::drawRuns(std::vector<std::filesystem::path> folders, std::vector<PlotRun> runs) {
    auto& training = m_studio.training;
    if (!training.active()) {
        if (runs.empty()) return; // the training that they were to lie over has ended meanwhile
        training.show(folders.front(), *runs.front().system, runs.front().curves);
        runs.erase(runs.begin());
        folders.erase(folders.begin());
    }
    m_others = std::move(runs);
    m_samples->setOthers(folders);
    auto all = m_others;
    all.insert(all.begin(), presentRun());
    m_plots->setRuns(all);
    m_plots->refresh(training.curves());
    for (std::size_t i = 1; i < all.size(); ++i)
        m_plots->refresh(curveData(*all[i].system, all[i].curves), i);
    m_tabs->setCurrentIndex(0);
    showPlots();
    if (!training.active() && !m_others.empty())
        setWords(tr("%1 runs over each other").arg(all.size()));
}

void TrainingDock::savePicture() {
    const auto& training = m_studio.training;
    if (!training.system()) return;
    const auto path =
        QFileDialog::getSaveFileName(this, tr("Save the plots"), QStringLiteral("training.png"),
                                     tr("Pictures (*.png);;Tables (*.csv)"));
    if (path.isEmpty()) return;
    auto runs = m_others;
    runs.insert(runs.begin(), presentRun());
    for (std::size_t i = 0; i < training.curves().size(); ++i)
        if (const auto& points = training.curves()[i]; !points.empty())
            runs.front().curves.push_back(
                {training.system()->curves[i].key, points.x(), points.y()});
    if (const auto saved = savePlots(runs, path.toStdString()); !saved)
        Q_EMIT problem(QString::fromStdString(saved.message()));
}

void TrainingDock::saveTo(std::map<std::string, std::string>& settings) const {
    m_form->saveTo(settings);
}
void TrainingDock::restoreFrom(const std::map<std::string, std::string>& settings) {
    m_form->restoreFrom(settings);
}

} // namespace contrafact::ui
