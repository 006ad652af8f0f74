// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/runs_view.h"

#include "models/api/descriptor.h"
#include "ui/controls/counted.h"
#include "ui/controls/section.h"
#include "ui/library/list_keys.h"
#include "ui/library/rename_dialog.h"
#include "ui/library/row_delegate.h"
#include "ui/plots/curve_name.h"
#include "ui/plots/few_ticks.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/services/training_controller.h"
#include "ui/theme/theme.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QListWidget>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedLayout>
#include <QUrl>
#include <QVBoxLayout>

namespace contrafact::ui {

namespace {

QString stateText(const RunEntry& run) {
    if (!run.onDisk) return RunsView::tr("folder gone");
    return QString::fromStdString(run.info.state).section(QLatin1Char(':'), 0, 0);
}

} // namespace

QString runDetails(const RunEntry& run) {
    QStringList lines{
        QString::fromStdString(run.info.folder.string()),
        RunsView::tr("%1 · corpus %2 · %3 steps · %4")
            .arg(QString::fromStdString(run.info.state), QString::fromStdString(run.info.corpus))
            .arg(run.info.steps)
            .arg(RunStore::startedText(run.info))};
    const auto* system = models::findSystem(run.info.system);
    for (const auto& [key, value] : run.info.metrics)
        lines << QStringLiteral("%1: %2").arg(curveName(system, key), shortNumber(value));
    return lines.join(QLatin1Char('\n'));
}

RunsView::RunsView(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_stack(new QStackedLayout(this))
    , m_list(new QListWidget)
    , m_use(new QPushButton(tr("Use")))
    , m_curves(new QPushButton(tr("Curves")))
    , m_goOn(new QPushButton(tr("Resume"))) {
    auto* empty =
        new EmptyState(tr("A training becomes a run, kept here with its curves."), tr("Train"));
    connect(empty, &EmptyState::triggered, this, &RunsView::trainRequested);
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, metrics::kGap);
    layout->addWidget(m_list, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(metrics::kPadding, 0, metrics::kPadding, 0);
    buttons->setSpacing(6);
    for (auto* button : {m_use, m_curves, m_goOn}) {
        // As wide as the panel allows: their texts must not decide how wide the library is.
        button->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        button->setMinimumWidth(0);
        button->setProperty("narrow", true);
        buttons->addWidget(button, 1);
    }
    layout->addLayout(buttons);
    m_stack->addWidget(empty);
    m_stack->addWidget(page);
    m_use->setToolTip(tr("Compose with this run"));
    m_curves->setToolTip(
        tr("Draw the curves of the selected runs over each other; Ctrl+click selects several"));
    m_goOn->setToolTip(tr("Go on training where the newest checkpoint left it"));
    m_list->setItemDelegate(new RowDelegate(m_list));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setAccessibleName(tr("Training runs"));
    connect(m_use, &QPushButton::clicked, this, &RunsView::use);
    connect(m_curves, &QPushButton::clicked, this, &RunsView::showCurves);
    connect(m_goOn, &QPushButton::clicked, this, &RunsView::goOn);
    auto& training = m_studio.training;
    connect(&training, &TrainingController::started, this, &RunsView::fill);
    connect(&training, &TrainingController::ended, this, &RunsView::fill);
    connect(&training, &TrainingController::checkpointWritten, this, [this, &training] {
        auto& store = m_studio.library.runs();
        if (!store.find(training.request().run)) store.refresh(); // a new run, from now on usable
    });
    connect(m_list, &QListWidget::itemActivated, this, &RunsView::showCurves);
    connect(m_list, &QListWidget::itemSelectionChanged, this, &RunsView::enableButtons);
    connect(m_list, &QListWidget::customContextMenuRequested, this, &RunsView::showMenu);
    connect(&m_studio.library.runs(), &RunStore::changed, this, &RunsView::fill);
    connect(&m_studio.library.runs(), &RunStore::renamed, this, &RunsView::follow);
    new ListKeys(*m_list,
                 {.remove = [this] { askToRemove(); }, .rename = [this] { askToRename(); }});
    fill();
}

void RunsView::fill() {
    const auto folderOf = [](const QListWidgetItem* item) {
        return item ? item->data(Qt::UserRole).toString() : QString();
    };
    const auto current = folderOf(m_list->currentItem());
    QStringList chosen;
    for (const auto* item : m_list->selectedItems()) chosen << folderOf(item);
    m_list->clear();
    for (const auto& run : m_studio.library.runs().all()) {
        auto* item = new QListWidgetItem(RunStore::title(run.info), m_list);
        const auto folder = QString::fromStdString(run.info.folder.string());
        item->setData(Qt::UserRole, folder);
        if (folder == current) m_list->setCurrentItem(item, QItemSelectionModel::NoUpdate);
        item->setSelected(chosen.contains(folder));
        const auto& training = m_studio.training;
        const bool live = training.active() && training.request().run == run.info.folder;
        item->setData(RowDelegate::kDetailRole, live ? tr("training") : stateText(run));
        item->setToolTip(runDetails(run));
    }
    m_stack->setCurrentIndex(m_list->count() > 0 ? 1 : 0);
    enableButtons();
}

std::vector<const RunEntry*> RunsView::selected() const {
    const auto& runs = m_studio.library.runs().all();
    std::vector<const RunEntry*> found;
    const int current = m_list->currentRow();
    const auto take = [&](int row) {
        if (row >= 0 && row < static_cast<int>(runs.size()) && m_list->item(row)->isSelected())
            found.push_back(&runs[static_cast<std::size_t>(row)]);
    };
    take(current);
    for (int row = 0; row < m_list->count(); ++row)
        if (row != current) take(row);
    return found;
}

void RunsView::enableButtons() {
    const auto runs = selected();
    enable(m_use, !runs.empty() && !runs.front()->checkpoint.empty());
    enable(m_goOn, runs.size() == 1 && canGoOn(*runs.front()));
    enable(m_curves, !runs.empty());
    m_curves->setText(runs.size() > 1 ? tr("Overlay %1").arg(runs.size()) : tr("Curves"));
}

/// The focus of a button that is disabled goes to the list: Qt would send it through the window.
void RunsView::enable(QPushButton* button, bool enabled) {
    if (!enabled && button->hasFocus()) m_list->setFocus();
    button->setEnabled(enabled);
}

/// A run that another program trains just now is left to it.
bool RunsView::canGoOn(const RunEntry& run) const {
    return !m_studio.training.active() && !run.checkpoint.empty() && !run.complete &&
           !run.elsewhere;
}

/// Nothing trains it.
bool RunsView::isFree(const RunEntry& run) const {
    const auto& training = m_studio.training;
    return !run.elsewhere && !(training.active() && training.request().run == run.info.folder);
}

void RunsView::use() {
    const auto runs = selected();
    if (!runs.empty()) m_studio.compose.load(runs.front()->checkpoint);
}

void RunsView::showCurves() {
    std::vector<std::filesystem::path> folders;
    for (const auto* run : selected()) folders.push_back(run->info.folder);
    if (!folders.empty()) Q_EMIT curvesRequested(folders);
}

void RunsView::openFolder() {
    const auto runs = selected();
    if (runs.empty()) return;
    const auto folder = QString::fromStdString(runs.front()->info.folder.string());
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
        Q_EMIT problem(tr("No program shows folders here. The run is in %1").arg(folder));
}

/// Goes on with a run where its newest checkpoint left it. The corpus must be the same: training on
/// other songs would be another run.
void RunsView::goOn() {
    const auto runs = selected();
    if (runs.empty()) return;
    const auto& info = runs.front()->info;
    models::TrainingRequest request;
    request.system = info.system;
    request.params = info.params;
    request.run = info.folder;
    request.device = "auto";
    request.seed = info.seed;
    request.resume = true;
    request.corpus = m_studio.library.corpora().withHash(info.corpusHash);
    if (!request.corpus)
        return Q_EMIT problem(tr("This run learned from “%1”, which is not open or has changed: "
                                 "open it in the Data tab first.")
                                  .arg(QString::fromStdString(info.corpus)));
    if (const auto started = m_studio.training.start(std::move(request)); !started)
        Q_EMIT problem(QString::fromStdString(started.message()));
}

/// The row stays the current one under its new name.
void RunsView::follow(const std::filesystem::path& from, const std::filesystem::path& to) {
    const auto before = QString::fromStdString(from.string());
    for (int row = 0; row < m_list->count(); ++row)
        if (auto* item = m_list->item(row); item->data(Qt::UserRole) == before)
            item->setData(Qt::UserRole, QString::fromStdString(to.string()));
}

void RunsView::askToRename() {
    const auto runs = selected();
    if (runs.empty()) return Q_EMIT problem(tr("Choose a run in the library's Runs first."));
    const auto& run = *runs.front();
    const auto title = RunStore::title(run.info);
    if (!isFree(run))
        return Q_EMIT problem(
            tr("“%1” is being trained: it can be renamed when that has ended.").arg(title));
    if (!run.onDisk)
        return Q_EMIT problem(tr("“%1” has no folder any more: it keeps its name.").arg(title));
    auto& store = m_studio.library.runs();
    const auto folder = run.info.folder;
    auto* dialog = new RenameDialog(
        tr("Rename the run"), QString::fromStdString(folder.filename().string()),
        [&store, folder](const QString& name) { return store.whyNotNamed(folder, name); }, this);
    connect(dialog, &RenameDialog::chosen, this, [this, folder](const QString& name) {
        const auto* asked = m_studio.library.runs().find(folder);
        if (asked && isFree(*asked)) return m_studio.library.runs().rename(folder, name);
        Q_EMIT problem(tr("The run is being trained now: it keeps its name."));
    });
    dialog->open();
}

void RunsView::askToRemove() {
    std::vector<std::filesystem::path> folders;
    QStringList names;
    for (const auto* run : selected()) {
        if (!isFree(*run))
            return Q_EMIT problem(
                tr("“%1” is being trained: stop it first.").arg(RunStore::title(run->info)));
        folders.push_back(run->info.folder);
        names << RunStore::title(run->info);
    }
    if (folders.empty()) return;
    auto* box =
        new QMessageBox(QMessageBox::Question, tr("Remove runs"),
                        tr("Move %1 to the bin?").arg(counted(names.size(), tr("run"), tr("runs"))),
                        QMessageBox::Cancel, this);
    box->setInformativeText(names.join(QLatin1Char('\n')));
    box->addButton(tr("Move to the bin"), QMessageBox::AcceptRole);
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(box, &QMessageBox::accepted, this,
            [this, folders] { m_studio.library.runs().remove(folders); });
    box->open();
}

void RunsView::showMenu(const QPoint& at) {
    if (!m_list->itemAt(at)) return;
    const auto runs = selected();
    if (runs.empty()) return;
    QMenu menu;
    menu.addAction(tr("Use for composing"), this, &RunsView::use)
        ->setEnabled(!runs.front()->checkpoint.empty());
    menu.addAction(tr("Resume the training"), this, &RunsView::goOn)
        ->setEnabled(canGoOn(*runs.front()));
    menu.addAction(tr("Show the curves"), this, &RunsView::showCurves);
    menu.addAction(tr("Open the folder"), this, &RunsView::openFolder)
        ->setEnabled(runs.front()->onDisk);
    menu.addSeparator();
    menu.addAction(tr("Rename…"), this, &RunsView::askToRename);
    menu.addAction(tr("Remove…"), this, &RunsView::askToRemove);
    menu.exec(m_list->viewport()->mapToGlobal(at));
}

} // namespace contrafact::ui
