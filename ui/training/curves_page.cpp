// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/curves_page.h"

#include "ui/controls/section.h"
#include "ui/plots/plot_grid.h"
#include "ui/services/library.h"
#include "ui/services/moved_path.h"
#include "ui/services/training_controller.h"

#include <QFileDialog>
#include <QStackedLayout>

#include <algorithm>

namespace contrafact::ui {

namespace {

QString runName(const std::filesystem::path& folder) {
    return QString::fromStdString(folder.filename().string());
}

/// Long runs' tables take a while to read.
std::vector<PlotRun> readAll(const std::vector<std::filesystem::path>& folders,
                             std::vector<PlotRun> runs, const std::stop_token& stop) {
    for (std::size_t i = 0; i < folders.size() && !stop.stop_requested(); ++i)
        if (auto curves = models::readCurves(folders[i])) runs[i].curves = *std::move(curves);
    return runs;
}

} // namespace

CurvesPage::CurvesPage(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_stack(new QStackedLayout(this))
    , m_empty(new EmptyState({}, {}))
    , m_plots(new PlotGrid) {
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_plots);
    connect(m_empty, &EmptyState::triggered, this, &CurvesPage::trainRequested);
    auto& training = m_studio.training;
    connect(&training, &TrainingController::started, this, &CurvesPage::begin);
    connect(&training, &TrainingController::batch, this, &CurvesPage::take);
    connect(&training, &TrainingController::ended, this, &CurvesPage::showOrHide);
    connect(&training, &TrainingController::shown, this, &CurvesPage::showPast);
    connect(&training, &TrainingController::moved, this, &CurvesPage::drawAll);
    connect(&m_studio.library.runs(), &RunStore::renamed, this, &CurvesPage::renameOthers);
    showOrHide();
}

bool CurvesPage::hasData() const {
    return m_plots->hasData();
}

void CurvesPage::setSmoothing(double share) {
    m_plots->setSmoothing(share);
}

void CurvesPage::showOrHide() {
    const bool any = hasData();
    m_stack->setCurrentWidget(any ? static_cast<QWidget*>(m_plots) : m_empty);
    if (m_studio.training.active() && !any)
        m_empty->setText(tr("Preparing the training. The curves appear with the first steps."), {});
    else
        m_empty->setText(tr("Train a model on your songs and watch it learn here."), tr("Train"));
    Q_EMIT filled();
}

void CurvesPage::begin() {
    setOthers({}, {});
    m_plots->setRuns({presentRun()});
    showOrHide();
}

void CurvesPage::take(const TrainingBatch& batch) {
    if (batch.samples.empty()) return;
    m_plots->refresh(m_studio.training.curves());
    showOrHide();
}

void CurvesPage::showPast() {
    setOthers({}, {});
    drawAll();
}

void CurvesPage::setOthers(std::vector<std::filesystem::path> folders, std::vector<PlotRun> runs) {
    m_others = std::move(runs);
    m_otherFolders = std::move(folders);
    Q_EMIT othersChanged(m_otherFolders);
}

void CurvesPage::renameOthers(const std::filesystem::path& from, const std::filesystem::path& to) {
    const auto at = std::ranges::find(m_otherFolders, from) - m_otherFolders.begin();
    if (at == std::ssize(m_otherFolders)) return;
    auto folders = m_otherFolders;
    auto runs = m_others;
    folders[std::size_t(at)] = to;
    runs[std::size_t(at)].name = runName(to);
    setOthers(std::move(folders), std::move(runs));
    drawAll();
}

/// Of the training controller, without its curves.
PlotRun CurvesPage::presentRun() const {
    const auto& training = m_studio.training;
    return {training.system(), runName(training.request().run)};
}

std::vector<PlotRun> CurvesPage::allRuns() const {
    auto all = m_others;
    all.insert(all.begin(), presentRun());
    return all;
}

void CurvesPage::drawAll() {
    const auto all = allRuns();
    m_plots->setRuns(all);
    m_plots->refresh(m_studio.training.curves());
    for (std::size_t i = 1; i < all.size(); ++i)
        m_plots->refresh(curveData(*all[i].system, all[i].curves), i);
    showOrHide();
}

void CurvesPage::showRuns(const std::vector<std::filesystem::path>& folders) {
    const auto& store = m_studio.library.runs();
    const auto& training = m_studio.training;
    std::vector<std::filesystem::path> known;
    std::vector<PlotRun> runs;
    for (const auto& folder : folders) {
        const auto* run = store.find(folder);
        const auto* system = run ? models::findSystem(run->info.system) : nullptr;
        const bool drawnAlready = training.active() && folder == training.request().run;
        if (!system || drawnAlready) continue;
        known.push_back(folder);
        runs.push_back({system, runName(folder), store.remembered(folder)});
    }
    if (runs.empty() && !training.active())
        return Q_EMIT problem(tr("The run's system is not in this program: its curves cannot be "
                                 "drawn."));
    m_reader.start([known, runs = std::move(runs)](
                       std::stop_token stop) { return readAll(known, runs, stop); },
                   [this, known](std::vector<PlotRun> read) { drawRuns(known, std::move(read)); });
}

void CurvesPage::drawRuns(std::vector<std::filesystem::path> folders, std::vector<PlotRun> runs) {
    auto& training = m_studio.training;
    if (!training.active()) {
        if (runs.empty()) return; // the training that they were to lie over has ended meanwhile
        training.show(folders.front(), *runs.front().system, runs.front().curves);
        runs.erase(runs.begin());
        folders.erase(folders.begin());
    }
    setOthers(std::move(folders), std::move(runs));
    drawAll();
    Q_EMIT drawn();
}

void CurvesPage::savePicture() {
    const auto& training = m_studio.training;
    if (!training.system()) return;
    const auto path =
        QFileDialog::getSaveFileName(this, tr("Save the plots"), QStringLiteral("training.png"),
                                     tr("Pictures (*.png);;Tables (*.csv)"));
    if (path.isEmpty()) return;
    auto runs = allRuns();
    for (std::size_t i = 0; i < training.curves().size(); ++i)
        if (const auto& points = training.curves()[i]; !points.empty())
            runs.front().curves.push_back(
                {training.system()->curves[i].key, points.x(), points.y()});
    if (const auto saved = savePlots(runs, path.toStdString()); !saved)
        Q_EMIT problem(QString::fromStdString(saved.message()));
}

} // namespace contrafact::ui
