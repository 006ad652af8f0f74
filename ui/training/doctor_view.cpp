// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/doctor_view.h"

#include "models/api/branch.h"
#include "models/api/descriptor.h"
#include "ui/services/library.h"
#include "ui/services/training_controller.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace contrafact::ui {

namespace {

constexpr int kReadMs = 5000; // between two looks at a training under way

/// A folder beside the run's: "dcgan-20260101-120000 b", "... c".
std::filesystem::path branchFolder(const std::filesystem::path& run) {
    auto folder = run;
    for (char letter = 'b'; std::filesystem::exists(folder) && letter <= 'z'; ++letter) {
        folder = run;
        folder += std::string(" ") + letter;
    }
    return folder;
}

QString changeText(const std::map<std::string, std::string>& change) {
    QStringList texts;
    for (const auto& [key, value] : change)
        texts << QStringLiteral("%1 = %2").arg(QString::fromStdString(key),
                                               QString::fromStdString(value));
    return texts.join(QStringLiteral(", "));
}

} // namespace

QStringList DoctorView::wordsOf(const Result<std::vector<Advice>>& advice) {
    if (!advice) return {QString::fromStdString(advice.message())};
    QStringList words{QString()};
    for (const auto& each : *advice)
        words << QStringLiteral("%1 %2 %3 %4 %5")
                     .arg(QString::fromStdString(each.run.folder.string()))
                     .arg(each.finding.step)
                     .arg(QString::fromStdString(each.finding.text))
                     .arg(each.from.value_or(-1))
                     .arg(changeText(each.change));
    return words;
}

DoctorView::DoctorView(const Studio& studio, QWidget* parent)
    : QScrollArea(parent)
    , m_studio(studio)
    , m_words(new QLabel)
    , m_rows(new QVBoxLayout) {
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setAccessibleName(tr("Doctor"));
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    m_words->setWordWrap(true);
    m_words->setProperty("role", "dim");
    layout->addWidget(m_words);
    layout->addLayout(m_rows);
    layout->addStretch(1);
    setWidget(page);
    auto& training = m_studio.training;
    connect(&training, &TrainingController::started, this, &DoctorView::read);
    connect(&training, &TrainingController::shown, this, &DoctorView::read);
    connect(&training, &TrainingController::batch, this, &DoctorView::readNowAndThen);
    connect(&training, &TrainingController::ended, this, [this] {
        if (const auto next = std::exchange(m_next, std::nullopt))
            branch(*next);
        else
            read();
    });
}

void DoctorView::showEvent(QShowEvent* event) {
    QScrollArea::showEvent(event);
    read();
}

Result<std::vector<DoctorView::Advice>> DoctorView::examine(const std::filesystem::path& folder) {
    const auto run = models::readRun(folder);
    if (!run) return run.error();
    const auto curves = models::readCurves(folder);
    if (!curves) return curves.error();
    const auto* system = models::findSystem(run->system);
    std::vector<Advice> all;
    for (auto& finding : models::diagnose(*curves, run->params)) {
        Advice advice{.finding = std::move(finding), .run = *run, .from = {}, .change = {}};
        advice.change = models::changesOnTheWay(advice.finding, system->training);
        if (const auto step = models::branchStep(folder, advice.finding.step)) advice.from = *step;
        all.push_back(std::move(advice));
    }
    return all;
}

void DoctorView::read() {
    const auto& training = m_studio.training;
    if (!isVisible()) return;
    if (!training.system())
        return m_words->setText(tr("Train a model, or show a run's curves: what "
                                   "is wrong with them is said here."));
    m_sinceRead.start();
    m_reader.start([folder = training.request().run](std::stop_token) { return examine(folder); },
                   [this](Result<std::vector<Advice>> advice) { show(advice); });
}

void DoctorView::readNowAndThen() {
    if (!m_sinceRead.isValid() || m_sinceRead.elapsed() > kReadMs) read();
}

void DoctorView::show(const Result<std::vector<Advice>>& advice) {
    // A button that is being pressed, or has the focus, stays while nothing new is found.
    auto said = wordsOf(advice);
    if (said == m_said) return;
    m_said = std::move(said);
    while (auto* item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (!advice) return m_words->setText(QString::fromStdString(advice.message()));
    m_words->setText(advice->empty() ? tr("Nothing is wrong with these curves.")
                                     : tr("Found in the curves, in the order of steps:"));
    for (const auto& each : *advice) m_rows->addWidget(rowOf(each));
}

QWidget* DoctorView::rowOf(const Advice& advice) {
    auto* row = new QWidget;
    auto* layout = new QVBoxLayout(row);
    layout->setContentsMargins(0, metrics::kGap, 0, metrics::kGap);
    auto* text = new QLabel(tr("Step %1: %2")
                                .arg(QLocale().toString(qlonglong(advice.finding.step)),
                                     QString::fromStdString(advice.finding.text)));
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(text);
    if (advice.change.empty() || !advice.from) return row;
    auto* button = new QPushButton(
        tr("Go on from step %1 with %2")
            .arg(QLocale().toString(qlonglong(*advice.from)), changeText(advice.change)));
    button->setToolTip(tr("A run of its own begins with that checkpoint; its curves join those "
                          "before. A training under way is stopped first."));
    connect(button, &QPushButton::clicked, this, [this, advice] { follow(advice); });
    layout->addWidget(button, 0, Qt::AlignLeft);
    return row;
}

void DoctorView::follow(const Advice& advice) {
    auto& training = m_studio.training;
    if (!training.active()) return branch(advice);
    m_next = advice;
    training.stop();
}

void DoctorView::branch(const Advice& advice) {
    const auto corpus = m_studio.library.corpora().withHash(advice.run.corpusHash);
    if (!corpus)
        return Q_EMIT problem(tr("This run learned from “%1”, which is not open or has changed: "
                                 "open it in the Data tab first.")
                                  .arg(QString::fromStdString(advice.run.corpus)));
    auto params =
        models::findSystem(advice.run.system)->training.parse(advice.change, advice.run.params);
    if (!params) return Q_EMIT problem(QString::fromStdString(params.message()));
    models::TrainingRequest request;
    request.system = advice.run.system;
    request.params = *std::move(params);
    request.corpus = corpus;
    request.run = branchFolder(advice.run.folder);
    request.seed = advice.run.seed;
    request.resume = true;
    m_brancher.start([from = advice.run.folder, step = *advice.from, to = request.run](
                         std::stop_token) { return models::branchRun(from, step, to); },
                     [this, request](Result<void> branched) {
                         const auto started =
                             branched ? m_studio.training.start(request) : branched;
                         if (!started) Q_EMIT problem(QString::fromStdString(started.message()));
                     });
}

} // namespace contrafact::ui
