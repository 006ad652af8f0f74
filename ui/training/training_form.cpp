// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/training_form.h"

#include "models/api/checkpoint.h"
#include "ui/controls/section.h"
#include "ui/controls/value_combo.h"
#include "ui/forms/schema_form.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/services/moved_path.h"
#include "ui/services/training_controller.h"
#include "ui/theme/theme.h"
#include "ui/training/run_settings.h"
#include "ui/training/steering_buttons.h"

#include <QLocale>
#include <QScrollArea>
#include <QVBoxLayout>

namespace contrafact::ui {

namespace {

constexpr auto kDefaultPreset = "cpu"; ///< a first result within minutes

} // namespace

TrainingForm::TrainingForm(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_system(new ValueCombo(tr("System")))
    , m_corpus(new ValueCombo(tr("Corpus")))
    , m_from(new ValueCombo(tr("Begin with")))
    , m_fromRow(labelledRow(tr("Begin with"), m_from,
                            tr("Weights to learn on from: a model that can play learns your songs "
                               "in a fraction of the time.")))
    , m_schemaPlace(new QVBoxLayout)
    , m_settings(new RunSettings(studio.compose))
    , m_estimate(new QLabel)
    , m_buttons(new SteeringButtons) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(buildChoices());
    scroll->viewport()->setAutoFillBackground(false);
    scroll->widget()->setAutoFillBackground(false);
    layout->addWidget(scroll, 1);
    layout->addWidget(buildFoot());

    fillSystems();
    fillCorpora();
    showSystem();
    connect(m_system, &QComboBox::activated, this, [this] {
        m_chosen = true;
        showSystem();
    });
    connect(m_corpus, &QComboBox::activated, this, &TrainingForm::showEstimate);
    connect(m_from, &QComboBox::activated, this, &TrainingForm::takeSettings);
    connect(&m_studio.library.runs(), &RunStore::changed, this, &TrainingForm::showRuns);
    connect(&m_studio.library.runs(), &RunStore::renamed, this, &TrainingForm::followRun);
    auto& corpora = m_studio.library.corpora();
    connect(&corpora, &CorpusStore::listChanged, this, &TrainingForm::fillCorpora);
    connect(&corpora, &CorpusStore::opened, this, &TrainingForm::fillCorpora);
    connect(&m_studio.compose, &ComposeService::ready, this, &TrainingForm::followModel);
    auto& training = m_studio.training;
    connect(&training, &TrainingController::started, this, &TrainingForm::showRequest);
    connect(&training, &TrainingController::statusChanged, this, &TrainingForm::showState);
    connect(&training, &TrainingController::ended, this, &TrainingForm::showState);
    showState();
}

QWidget* TrainingForm::buildChoices() {
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(metrics::kPadding, metrics::kGap, metrics::kPadding, metrics::kGap);
    layout->setSpacing(2);
    layout->addWidget(labelledRow(tr("Model"), m_system));
    layout->addWidget(labelledRow(tr("Corpus"), m_corpus, tr("The songs that are learned from")));
    layout->addWidget(m_fromRow);
    layout->addWidget(m_settings->timeRow());
    layout->addLayout(m_schemaPlace);
    layout->addWidget(m_settings);
    layout->addStretch(1);
    return page;
}

QWidget* TrainingForm::buildFoot() {
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(metrics::kPadding, 4, metrics::kPadding, metrics::kGap);
    layout->setSpacing(6);
    m_estimate->setProperty("role", "dim");
    m_estimate->setFont(uiFont(11));
    m_estimate->setWordWrap(true);
    layout->addWidget(m_estimate);
    layout->addWidget(m_buttons);
    return box;
}

void TrainingForm::fillSystems() {
    for (const auto* system : models::systems()) {
        m_system->addItem(QString::fromStdString(system->title),
                          QString::fromStdString(system->id));
        m_system->setItemData(m_system->count() - 1,
                              QString::fromStdString(system->summary + "\n" + system->source),
                              Qt::ToolTipRole);
    }
}

void TrainingForm::fillCorpora() {
    auto wanted = m_wantedCorpus;
    if (wanted.isEmpty()) wanted = m_corpus->currentData().toString();
    m_corpus->clear();
    const auto& corpora = m_studio.library.corpora();
    for (int i = 0; i < corpora.count(); ++i)
        m_corpus->addItem(corpora.at(i).title, corpora.at(i).where);
    m_corpus->setCurrentIndex(std::max(0, m_corpus->findData(wanted)));
    if (m_corpus->findData(wanted) >= 0) m_wantedCorpus.clear();
    showEstimate();
}

/// What one composes with is what one trains, until another system is chosen here.
void TrainingForm::followModel() {
    const auto* opened = m_studio.compose.system();
    if (!opened || m_chosen || m_studio.training.active() || opened->id == system().id) return;
    m_system->setCurrentIndex(m_system->findData(QString::fromStdString(opened->id)));
    showSystem();
}

void TrainingForm::showRuns() {
    fillBeginnings();
    showEstimate();
}

/// What it begins with is the same weights under another name.
void TrainingForm::followRun(const std::filesystem::path& from, const std::filesystem::path& to) {
    for (int i = 0; i < m_from->count(); ++i) {
        const auto path = m_from->itemData(i).toString().toStdString();
        if (!path.empty())
            m_from->setItemData(i, QString::fromStdString(movedPath(path, from, to).string()));
    }
}

void TrainingForm::fillBeginnings() {
    auto wanted = m_wantedFrom;
    if (wanted.isEmpty()) wanted = m_from->currentData().toString();
    m_from->clear();
    m_from->addItem(tr("new weights"), QString());
    if (system().learnsOn)
        for (const auto& model : m_studio.library.runs().modelsOf(system()))
            m_from->addItem(model.name, QString::fromStdString(model.checkpoint.string()));
    m_from->setCurrentIndex(std::max(0, m_from->findData(wanted)));
    if (m_from->findData(wanted) >= 0) m_wantedFrom.clear();
    m_fromRow->setVisible(m_from->count() > 1);
}

/// Networks of another shape could not hold those weights.
void TrainingForm::takeSettings() {
    m_wantedFrom.clear();
    const auto path = m_from->currentData().toString();
    if (path.isEmpty()) return;
    if (const auto info = models::peekCheckpoint(path.toStdString())) {
        m_form->setValues(info->params);
        showEstimate();
    }
}

const models::SystemDescriptor& TrainingForm::system() const {
    return *models::systems()[static_cast<std::size_t>(std::max(0, m_system->currentIndex()))];
}

void TrainingForm::showSystem() {
    delete m_form;
    m_form = new SchemaForm(system().training, NumberStyle::Field, system().presets);
    m_form->choosePreset(QString::fromLatin1(kDefaultPreset));
    m_schemaPlace->addWidget(m_form);
    m_system->setToolTip(m_system->currentData(Qt::ToolTipRole).toString());
    fillBeginnings();
    connect(m_form, &SchemaForm::edited, this, [this] {
        m_chosen = true;
        showEstimate();
    });
    showEstimate();
}

/// Of the newest run with these settings that came to its end; 0: there is none.
double TrainingForm::secondsLastTime(const models::Params& params) const {
    for (const auto& run : m_studio.library.runs().all())
        if (run.info.system == system().id && run.complete && run.info.params == params)
            return run.info.seconds;
    return 0;
}

/// How much there is to learn from and to learn: what can be known before a step has been timed.
void TrainingForm::showEstimate() {
    if (!m_form) return;
    QStringList words;
    const auto corpus = m_studio.library.corpora().corpus(m_corpus->currentData().toString());
    const QLocale locale;
    if (corpus)
        words << tr("%1 songs, %2 h")
                     .arg(locale.toString(static_cast<qulonglong>(corpus->songs.size())),
                          locale.toString(corpus->seconds() / 3600, 'f', 1));
    if (const auto params = m_form->values(); params && system().parameterCounts) {
        std::int64_t total = 0;
        for (const auto& count : system().parameterCounts(*params)) total += count.torch;
        words << tr("%1 M parameters").arg(locale.toString(double(total) / 1e6, 'f', 1));
        if (const double seconds = secondsLastTime(*params); seconds > 0)
            words << tr("took %1 last time")
                         .arg(durationText(seconds).replace(QLatin1Char(' '), QChar::Nbsp));
    } else if (!params) {
        words = {QString::fromStdString(params.message())};
    }
    m_estimate->setText(words.join(QStringLiteral(" · ")));
}

void TrainingForm::showState() {
    const bool active = m_studio.training.active();
    m_buttons->show(active, m_studio.training.status().phase);
    if (m_form) m_form->setEnabled(!active);
    m_settings->setEditable(!active);
    for (auto* box : {m_system, m_corpus, m_from}) box->setEnabled(!active);
}

/// What is training now, where it was not the form that started it: a run that goes on.
void TrainingForm::showRequest() {
    const auto& request = m_studio.training.request();
    const int index = m_system->findData(QString::fromStdString(request.system));
    if (index != m_system->currentIndex()) {
        m_system->setCurrentIndex(index);
        showSystem();
    }
    if (!request.params.values().empty()) m_form->setValues(request.params);
    const auto* run = request.resume ? m_studio.library.runs().find(request.run) : nullptr;
    if (!request.resume)
        m_settings->show(request);
    else if (run)
        m_settings->showTime(run->info.maxSeconds);
    const auto& corpora = m_studio.library.corpora();
    for (int i = 0; i < corpora.count(); ++i)
        if (request.corpus && corpora.at(i).corpus == request.corpus)
            m_corpus->setCurrentIndex(m_corpus->findData(corpora.at(i).where));
    showEstimate();
}

Result<models::TrainingRequest> TrainingForm::request() const {
    const auto where = m_corpus->currentData().toString();
    const auto& corpora = m_studio.library.corpora();
    auto corpus = corpora.corpus(where);
    if (const int i = corpora.indexOf(where); i >= 0 && !corpora.at(i).error.isEmpty())
        return Error{corpora.at(i).error.toStdString()};
    if (!corpus)
        return Error{tr("“%1” is not open yet, so there is nothing to learn from: wait for it, or "
                        "add a folder in the Data tab.")
                         .arg(m_corpus->currentText())
                         .toStdString()};
    auto params = m_form->values();
    if (!params) return params.error();
    models::TrainingRequest request;
    request.system = system().id;
    request.params = *std::move(params);
    request.corpus = std::move(corpus);
    request.weights = m_from->currentData().toString().toStdString();
    m_settings->fill(request);
    return request;
}

QString TrainingForm::alike() const {
    return m_corpus->currentText() + QStringLiteral(", ") + m_settings->timeText();
}

void TrainingForm::saveTo(std::map<std::string, std::string>& settings) const {
    settings["training.system"] = system().id;
    settings["training.corpus"] = m_corpus->currentData().toString().toStdString();
    settings["training.from"] = m_from->currentData().toString().toStdString();
    m_settings->saveTo(settings);
    if (const auto values = m_form->values()) settings["training.params"] = toJson(*values);
}

void TrainingForm::restoreFrom(const std::map<std::string, std::string>& settings) {
    const auto text = [&](const char* key) {
        const auto it = settings.find(key);
        return it == settings.end() ? std::string() : it->second;
    };
    m_settings->restoreFrom(settings);
    m_chosen = models::findSystem(text("training.system")) != nullptr;
    if (!m_chosen) return followModel();
    m_system->setCurrentIndex(
        std::max(0, m_system->findData(QString::fromStdString(text("training.system")))));
    showSystem();
    if (const auto values = models::paramsFromJson(system().training, text("training.params")))
        m_form->setValues(*values);
    m_wantedCorpus = QString::fromStdString(text("training.corpus"));
    m_wantedFrom = QString::fromStdString(text("training.from"));
    fillBeginnings();
    fillCorpora();
}

} // namespace contrafact::ui
