// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/evaluation_panel.h"

#include "core/base/file.h"
#include "core/metrics/evaluation_report.h"
#include "models/api/open_model.h"
#include "ui/actions/action.h"
#include "ui/controls/section.h"
#include "ui/controls/value_combo.h"
#include "ui/evaluation/column_name.h"
#include "ui/evaluation/evaluation_plots.h"
#include "ui/evaluation/evaluation_table.h"
#include "ui/evaluation/models_list.h"
#include "ui/evaluation/table1_view.h"
#include "ui/services/library.h"
#include "ui/theme/theme.h"

#include <QBuffer>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <mutex>

namespace contrafact::ui {

namespace {

constexpr int kLookMs = 100;
constexpr int kChoicesWidth = 240;
constexpr int kLeastResults = 120;
/// Tables do not ask for height: what starts and cancels stays in view.
const QSizePolicy kTakesWhatIsLeft(QSizePolicy::Expanding, QSizePolicy::Ignored);

template<typename Control>
Control* named(Control* control, const char* object, const QString& name) {
    control->setObjectName(object);
    control->setAccessibleName(name);
    return control;
}

/// The place of the last model's column; without a model, of the last column.
int lastModel(const std::vector<measures::MeasuredColumn>& columns) {
    const auto last = std::find_if(columns.rbegin(), columns.rend(), [](const auto& column) {
        return column.kind == measures::ColumnKind::Generated;
    });
    const auto after = last == columns.rend() ? columns.end() : last.base();
    return int(std::distance(columns.begin(), after)) - 1;
}

QByteArray pictureOf(QWidget& widget) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    widget.grab().toImage().save(&buffer, "PNG");
    return bytes;
}

} // namespace

/// What the worker says about itself; the panel looks at it now and then.
struct EvaluationPanel::Shared {
    std::mutex mutex;
    Progress progress;
};

EvaluationPanel::EvaluationPanel(Library& library, models::OpenComposer open, QWidget* parent)
    : QWidget(parent)
    , m_library(library)
    , m_open(open ? std::move(open) : models::OpenComposer(models::openModel)) {
    setAccessibleName(tr("Evaluation"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_progress = new ProgressLine;
    layout->addWidget(m_progress);
    auto* both = new QHBoxLayout;
    layout->addLayout(both, 1);
    both->addWidget(makeChoices());
    both->addWidget(makeResults(), 1);
    m_look.setInterval(kLookMs);
    connect(&m_look, &QTimer::timeout, this, &EvaluationPanel::showProgress);
    auto& corpora = m_library.corpora();
    connect(&corpora, &CorpusStore::listChanged, this, &EvaluationPanel::listCorpora);
    connect(&corpora, &CorpusStore::opened, this, &EvaluationPanel::listCorpora);
    connect(&m_library.runs(), &RunStore::renamed, this, &EvaluationPanel::renameColumn);
    listCorpora();
}

QWidget* EvaluationPanel::makeChoices() {
    auto* choices = new QWidget;
    choices->setFixedWidth(kChoicesWidth);
    auto* layout = new QVBoxLayout(choices);
    m_corpus = named(new ValueCombo({}), "evaluationCorpus", tr("Real music to compare with"));
    m_bars = named(new QSpinBox, "evaluationBars", tr("Bars of each column"));
    m_bars->setRange(8, 20'000);
    m_bars->setSingleStep(100);
    m_bars->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_bars->setAlignment(Qt::AlignRight);
    m_bars->setFont(numberFont());
    m_bars->setValue(800);
    m_models = new ModelsList(m_library.runs());
    m_go = named(primaryButton(tr("Evaluate")), "evaluate", tr("Evaluate"));
    connect(m_go, &QPushButton::clicked, this, &EvaluationPanel::start);
    m_status = new QLabel;
    m_status->setWordWrap(true);
    layout->setContentsMargins(metrics::kPadding, metrics::kGap, metrics::kPadding, metrics::kGap);
    layout->addWidget(labelledRow(tr("Real music"), m_corpus));
    layout->addWidget(labelledRow(tr("Bars"), m_bars));
    layout->addWidget(m_models, 1);
    layout->addWidget(m_status);
    layout->addWidget(m_go);
    return choices;
}

QWidget* EvaluationPanel::makeResults() {
    m_table = new EvaluationTable;
    m_plots = new EvaluationPlots;
    connect(m_table, &QTableWidget::currentCellChanged, this, [this] {
        if (m_evaluation)
            m_plots->showMetric(*m_evaluation, m_table->metric(),
                                static_cast<std::size_t>(m_family->currentIndex()));
    });
    m_results = named(new QTabWidget, "evaluationResults", tr("Results"));
    m_results->setDocumentMode(true);
    m_results->addTab(m_table, tr("Figures"));
    m_results->addTab(m_plots, tr("Plots"));
    m_results->addTab(m_table1 = new Table1View, tr("Table 1"));
    m_results->setCornerWidget(makeCorner());
    auto* empty = new EmptyState(tr("Measure real music, noise, a Markov chain and the models "
                                    "that you tick side by side."),
                                 tr("Evaluate"));
    connect(empty, &EmptyState::triggered, this, &EvaluationPanel::start);
    m_stack = new QStackedWidget;
    m_stack->addWidget(empty);
    m_stack->addWidget(m_results);
    m_stack->setMinimumHeight(kLeastResults);
    m_stack->setSizePolicy(kTakesWhatIsLeft);
    return m_stack;
}

/// Right of the tabs, so that figures and plots have all the height.
QWidget* EvaluationPanel::makeCorner() {
    m_family = named(new ValueCombo({}), "evaluationFamily", tr("Instrument family"));
    for (std::size_t i = 0; i < measures::kScopes; ++i)
        m_family->addItem(QString::fromStdString(std::string(measures::scopeTitle(i))));
    m_column =
        named(new ValueCombo({}), "evaluationColumn", tr("Notes laid over those of the training"));
    for (auto* combo : {m_family, m_column}) combo->setToolTip(combo->accessibleName());
    m_column->setVisible(false);
    connect(m_family, &QComboBox::currentIndexChanged, this, &EvaluationPanel::showFigures);
    connect(m_column, &QComboBox::currentIndexChanged, this, &EvaluationPanel::showNotes);
    connect(m_results, &QTabWidget::currentChanged, m_column, [this] {
        m_column->setVisible(m_results->currentWidget() == m_plots);
        m_family->setVisible(m_results->currentWidget() != m_table1); // which is the piano's
    });
    auto* corner = new QWidget;
    auto* row = new QHBoxLayout(corner);
    row->setContentsMargins(0, 0, metrics::kPadding, 0);
    row->setSpacing(metrics::kGap);
    row->addWidget(m_column);
    row->addWidget(m_family);
    row->addWidget(makeExport());
    return corner;
}

QWidget* EvaluationPanel::makeExport() {
    auto* button = named(new QToolButton, "evaluationExport", tr("Export the evaluation"));
    button->setText(tr("Export ▾"));
    button->setProperty("framed", true);
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    markChoices(*menu, tr("Export the evaluation"));
    const std::pair<QString, QString> kinds[] = {
        {tr("Table (CSV)…"), "csv"}, {tr("Page (HTML)…"), "html"}, {tr("Picture (PNG)…"), "png"}};
    for (const auto& [name, suffix] : kinds)
        menu->addAction(name, this, [this, suffix = suffix] { askExport(suffix); });
    button->setMenu(menu);
    return button;
}

void EvaluationPanel::listCorpora() {
    const auto before = m_corpus->currentData();
    m_corpus->clear();
    for (int i = 0; i < m_library.corpora().count(); ++i) {
        const auto& entry = m_library.corpora().at(i);
        if (entry.corpus) m_corpus->addItem(entry.title, entry.where);
    }
    if (const int at = m_corpus->findData(before); at >= 0) m_corpus->setCurrentIndex(at);
    m_go->setEnabled(evaluating() || m_corpus->count() > 0);
    if (!evaluating() && !m_evaluation)
        m_status->setText(m_corpus->count() ? QString() : tr("Add music in the library first."));
}

void EvaluationPanel::renameColumn(const std::filesystem::path& from,
                                   const std::filesystem::path& to) {
    const auto* run = m_library.runs().find(from);
    if (!run || !m_evaluation) return;
    const auto before = RunStore::title(run->info).toStdString();
    auto info = run->info;
    info.folder = to;
    const auto column =
        std::ranges::find(m_evaluation->columns, before, &measures::MeasuredColumn::name);
    if (column == m_evaluation->columns.end()) return;
    column->name = RunStore::title(info).toStdString();
    showResults();
}

models::EvaluationRequest EvaluationPanel::request() const {
    models::EvaluationRequest request;
    request.reference = m_library.corpora().corpus(m_corpus->currentData().toString());
    request.bars = m_bars->value();
    request.sources = m_models->ticked();
    return request;
}

void EvaluationPanel::start() {
    if (evaluating()) {
        m_worker.requestStop();
        end();
        m_status->setText(tr("Cancelled."));
        return;
    }
    auto asked = request();
    if (!asked.reference) {
        m_status->setText(tr("Add music in the library first."));
        return;
    }
    m_shared = std::make_shared<Shared>();
    m_go->setText(tr("Cancel"));
    m_look.start();
    m_worker.start(
        [asked = std::move(asked), open = m_open, shared = m_shared](std::stop_token stop) {
            const auto tell = [shared](const Progress& progress) {
                const std::lock_guard lock(shared->mutex);
                shared->progress = progress;
            };
            return models::evaluate(asked, open, tell, stop);
        },
        [this](Result<measures::Evaluation> result) { finish(std::move(result)); });
}

void EvaluationPanel::end() {
    m_shared.reset();
    m_look.stop();
    m_progress->setFraction(-1);
    m_go->setText(tr("Evaluate"));
    m_status->clear();
}

void EvaluationPanel::finish(Result<measures::Evaluation> result) {
    end();
    if (!result) {
        m_status->setText(QString::fromStdString(result.message()));
        Q_EMIT problem(m_status->text());
        return;
    }
    m_evaluation = std::move(result).value();
    showResults();
    Q_EMIT evaluated();
}

void EvaluationPanel::showProgress() {
    if (!m_shared) return;
    const std::lock_guard lock(m_shared->mutex);
    m_progress->setFraction(m_shared->progress.fraction);
    m_status->setText(QString::fromStdString(m_shared->progress.what));
}

void EvaluationPanel::showResults() {
    m_stack->setCurrentWidget(m_results);
    const QSignalBlocker quiet(m_column);
    m_column->clear();
    for (const auto& column : m_evaluation->columns) {
        m_column->addItem(shortColumnName(column.name));
        m_column->setItemData(m_column->count() - 1, QString::fromStdString(column.name),
                              Qt::ToolTipRole);
    }
    m_column->setCurrentIndex(lastModel(m_evaluation->columns));
    showFigures();
    showNotes();
    m_table1->show(*m_evaluation);
}

void EvaluationPanel::showFigures() {
    if (!m_evaluation) return;
    const auto scope = static_cast<std::size_t>(m_family->currentIndex());
    m_table->show(*m_evaluation, scope);
    m_plots->showMetric(*m_evaluation, m_table->metric(), scope);
}

void EvaluationPanel::showNotes() {
    if (!m_evaluation || m_column->currentIndex() < 0) return;
    const auto index = static_cast<std::size_t>(m_column->currentIndex());
    m_plots->showNotes(m_evaluation->columns.front(), m_evaluation->columns[index]);
}

Result<void> EvaluationPanel::exportTo(const std::filesystem::path& path) const {
    if (!m_evaluation)
        return Error{"There is nothing to write to " + path.string() + ": evaluate first."};
    if (path.extension() == ".csv")
        return base::writeFileAtomically(path, measures::toCsv(*m_evaluation));
    if (path.extension() == ".html")
        return base::writeFileAtomically(path, measures::toHtml(*m_evaluation));
    if (path.extension() != ".png")
        return Error{path.string() + ": write an evaluation as .csv, .html or .png."};
    return base::writeFileAtomically(path, pictureOf(*m_results).toStdString());
}

void EvaluationPanel::askExport(const QString& suffix) {
    const auto path = QFileDialog::getSaveFileName(this, tr("Export the evaluation"),
                                                   "evaluation." + suffix, "*." + suffix);
    if (path.isEmpty()) return;
    if (const auto done = exportTo(path.toStdString()); !done) {
        m_status->setText(QString::fromStdString(done.message()));
        Q_EMIT problem(m_status->text());
    }
}

} // namespace contrafact::ui
