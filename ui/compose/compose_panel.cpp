// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compose/compose_panel.h"

#include "ui/actions/action.h"
#include "ui/compose/constraints_form.h"
#include "ui/compose/instruments_button.h"
#include "ui/compose/model_chooser.h"
#include "ui/compose/primer_row.h"
#include "ui/compose/report_line.h"
#include "ui/compose/seed_row.h"
#include "ui/compose/style_mix.h"
#include "ui/compose/verb_buttons.h"
#include "ui/controls/latent_bars.h"
#include "ui/controls/section.h"
#include "ui/controls/sentence.h"
#include "ui/document/document.h"
#include "ui/forms/schema_form.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QStyle>
#include <QVBoxLayout>

#include <nlohmann/json.hpp>

namespace contrafact::ui {

namespace {

const std::string kStyleGroup = "Style"; ///< of controls that say what styles do
constexpr int kMostBars = 512;
constexpr int kMostTakes = 16;
constexpr int kPrimerMs = 100;
constexpr int kLowHeight = 440; ///< below it the sliders need the room

QSpinBox* countBox(int value, int most, const QString& name) {
    auto* box = new QSpinBox;
    box->setRange(1, most);
    box->setValue(value);
    box->setFont(numberFont());
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setAlignment(Qt::AlignCenter);
    box->setFixedWidth(46);
    box->setAccessibleName(name);
    box->setToolTip(name);
    return box;
}

} // namespace

ComposePanel::ComposePanel(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_flow(studio)
    , m_empty(new EmptyState(tr("No model is loaded. Train one, or open a checkpoint above."),
                             tr("Train")))
    , m_variation(new Section(QString()))
    , m_primerSection(new Section(tr("Primer")))
    , m_primer(new PrimerRow)
    , m_styleSection(new Section(tr("Style mix")))
    , m_styles(new StyleMix(studio))
    , m_latentSection(new Section(tr("Latent")))
    , m_latent(new LatentBars)
    , m_constraintsSection(new Section(tr("Constraints")))
    , m_instruments(new InstrumentsButton)
    , m_instrumentsRow(labelledRow(tr("Write for"), m_instruments))
    , m_chords(new QLineEdit)
    , m_chordsRow(labelledRow(tr("Chords"), m_chords,
                              tr("A chord a bar, again and again: Am F C G; - leaves a bar open")))
    , m_constraints(new ConstraintsForm)
    , m_seed(new SeedRow)
    , m_bars(countBox(8, kMostBars, tr("Bars")))
    , m_takes(countBox(1, kMostTakes, tr("Takes")))
    , m_compose(primaryButton({}))
    , m_blend(new QPushButton(tr("Blend")))
    , m_blendMenu(new QMenu(this))
    , m_verbs(new VerbButtons(m_blend))
    , m_report(new ReportLine) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(buildPage());
    scroll->viewport()->setAutoFillBackground(false);
    scroll->widget()->setAutoFillBackground(false);
    layout->addWidget(scroll, 1);
    layout->addWidget(hairline());
    layout->addWidget(m_report); // above the buttons: coming and going, it must not move them
    layout->addWidget(buildButtons());

    m_report->setContentsMargins(metrics::kPadding + 2, metrics::kGap, metrics::kPadding + 2, 0);
    m_chords->setPlaceholderText(tr("open"));
    m_chords->setAccessibleName(tr("Chords"));
    m_chords->setClearButtonEnabled(true);
    m_primerWords.setSingleShot(true);
    m_primerWords.setInterval(kPrimerMs);
    connect(&m_primerWords, &QTimer::timeout, this, &ComposePanel::tellPrimer);
    connect(m_styles, &StyleMix::edited, this, &ComposePanel::liveEdit);
    connect(m_styles, &StyleMix::editingFinished, this, &ComposePanel::endEdit);
    connect(m_latent, &LatentBars::edited, this, &ComposePanel::liveEdit);
    connect(m_latent, &LatentBars::editingFinished, this, &ComposePanel::endEdit);
    connect(m_primer, &PrimerRow::changed, this, &ComposePanel::showPrimer);
    connect(m_instruments, &InstrumentsButton::changed, this, &ComposePanel::showPrimer);
    connect(m_primer, &PrimerRow::problem, this, &ComposePanel::problem);
    connect(m_bars, &QSpinBox::valueChanged, this, &ComposePanel::setBars);
    connect(m_takes, &QSpinBox::valueChanged, this, &ComposePanel::showRegion);
    connectServices();
    showSystem();
}

void ComposePanel::connectServices() {
    connect(&m_flow, &ComposeFlow::refused, this, &ComposePanel::problem);
    connect(&m_flow, &ComposeFlow::arrived, this, [this](const models::Generated& result) {
        m_latent->setValues(result.latent);
        m_latentSection->setVisible(!result.latent.empty());
    });
    connect(&m_flow, &ComposeFlow::reported, this, [this](const std::vector<Demand>& demands) {
        m_reportedAt = m_studio.document.undoStack().index();
        m_report->setDemands(demands);
    });
    connect(m_report, &ReportLine::notesChosen, this, [this](const score::Selection& notes) {
        m_studio.document.select(notes);
        Q_EMIT notesPointedAt();
    });
    auto& service = m_studio.compose;
    connect(&service, &ComposeService::ready, this, &ComposePanel::showSystem);
    connect(&service, &ComposeService::composingChanged, this, &ComposePanel::showBusy);
    connect(&service, &ComposeService::loadingStarted, this, &ComposePanel::showBusy);
    connect(&service, &ComposeService::failed, this, &ComposePanel::showBusy);
    connect(&service, &ComposeService::failed, this, &ComposePanel::problem);
    connect(&service, &ComposeService::failed, this, &ComposePanel::refuseChords);
    connect(m_chords, &QLineEdit::textChanged, this, [this] { markChords(false); });
    connect(&m_studio.library.styles(), &StyleStore::listChanged, this,
            &ComposePanel::showStyleControls);
    auto& document = m_studio.document;
    connect(&document, &Document::regionChanged, this, &ComposePanel::showRegion);
    connect(&document, &Document::replaced, this, &ComposePanel::showRegion);
    connect(&document, &Document::replaced, m_report, [this] { m_report->setDemands({}); });
    connect(&document.undoStack(), &QUndoStack::indexChanged, this, [this](int steps) {
        if (steps < m_reportedAt) m_report->setDemands({}); // what it tells of was undone
    });
    connect(&document, &Document::changed, this, &ComposePanel::showRegion);
    connect(&document, &Document::selectionChanged, this, &ComposePanel::showPrimer);
    connect(&document, &Document::currentTrackChanged, this, &ComposePanel::showPrimer);
}

ComposePanel::~ComposePanel() = default;

QWidget* ComposePanel::buildPage() {
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* model = new Section(tr("Model"));
    model->content().addWidget(new ModelChooser(m_studio));
    model->content().addWidget(m_instrumentsRow);
    model->content().addWidget(m_chordsRow);
    m_styleSection->content().addWidget(m_styles);
    m_latentSection->content().addWidget(m_latent);
    m_primerSection->content().addWidget(m_primer);
    m_constraintsSection->content().addWidget(m_constraints);
    layout->addWidget(model);
    layout->addWidget(m_empty);
    for (auto* section :
         {m_variation, m_primerSection, m_styleSection, m_latentSection, m_constraintsSection})
        layout->addWidget(section);
    connect(m_empty, &EmptyState::triggered, this, &ComposePanel::trainRequested);
    layout->addStretch(1);
    return page;
}

QWidget* ComposePanel::buildLength() {
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    const auto addCount = [layout](QSpinBox* box, const QString& one, const QString& many) {
        auto* word = new QLabel;
        word->setProperty("role", "dim");
        const auto show = [word, one, many](int count) { word->setText(count == 1 ? one : many); };
        connect(box, &QSpinBox::valueChanged, word, show);
        show(box->value());
        layout->addWidget(box);
        layout->addWidget(word);
    };
    addCount(m_bars, tr("bar ×"), tr("bars ×"));
    addCount(m_takes, tr("take"), tr("takes"));
    return row;
}

QWidget* ComposePanel::buildButtons() {
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(metrics::kPadding + 2, metrics::kGap, metrics::kPadding + 2,
                               metrics::kPadding);
    layout->setSpacing(6);
    layout->addWidget(labelledRow(tr("Seed"), m_seed, tr("The same seed gives the same notes")));
    layout->addWidget(labelledRow(tr("Length"), buildLength()));
    m_compose->setFixedHeight(metrics::kPrimaryHeight);
    m_compose->setFont(uiFont(14));
    layout->addWidget(m_compose);
    layout->addWidget(m_verbs);
    m_blend->setToolTip(tr("Lead from here to a take"));
    m_blend->setMenu(m_blendMenu);
    markChoices(*m_blendMenu, tr("Blend"));
    connect(m_blendMenu, &QMenu::aboutToShow, this, &ComposePanel::fillBlendMenu);
    connect(m_verbs, &VerbButtons::chosen, this, &ComposePanel::perform);
    connect(m_compose, &QPushButton::clicked, this, &ComposePanel::composeOrCancel);
    return box;
}

void ComposePanel::showSystem() {
    const auto* system = m_studio.compose.system();
    if (system && system != m_system) {
        if (m_system && m_form)
            if (const auto values = m_form->values())
                m_controls[m_system->id] = models::toJson(*values);
        delete m_form;
        m_system = system;
        m_latent->setValues({}); // those of the other system mean nothing here
        m_form = new SchemaForm(system->generation, NumberStyle::Slider);
        if (const auto it = m_controls.find(system->id); it != m_controls.end())
            if (const auto values = models::paramsFromJson(system->generation, it->second))
                m_form->setValues(*values);
        m_variation->content().addWidget(m_form);
        showStyleControls();
        connect(m_form, &SchemaForm::edited, this, &ComposePanel::liveEdit);
        connect(m_form, &SchemaForm::editingFinished, this, &ComposePanel::endEdit);
    }
    const auto can = m_studio.compose.capabilities();
    m_variation->setVisible(m_form != nullptr);
    m_primerSection->setVisible(can.continues);
    m_styleSection->setVisible(can.styles);
    m_latentSection->setVisible(can.latentSliders && !m_latent->values().empty());
    m_constraintsSection->setVisible(m_form != nullptr);
    m_instrumentsRow->setVisible(can.infills);
    m_chordsRow->setVisible(can.followsChords);
    m_verbs->showFor(can);
    showBusy();
    showRegion();
}

/// Without style songs they would do nothing.
void ComposePanel::showStyleControls() {
    if (m_form) m_form->showGroup(kStyleGroup, m_studio.library.styles().count() > 0);
}

void ComposePanel::showBusy() {
    const auto& service = m_studio.compose;
    const bool busy = service.composing() && m_flow.committing();
    m_empty->setVisible(!service.info() && !service.loading());
    m_compose->setEnabled(service.info());
    m_verbs->setEnabled(service.info() && !busy);
    showRegion();
}

/// The system alone knows what a chord is: what it says of one stands where it was typed.
void ComposePanel::refuseChords(const QString& why) {
    for (const auto& chord : m_chords->text().simplified().split(QLatin1Char(' ')))
        if (!chord.isEmpty() && why.startsWith(QStringLiteral("\"%1\"").arg(chord))) {
            markChords(true);
            m_report->setDemands({Demand{.words = asSentence(why), .met = false}});
            m_chords->setFocus();
            return m_chords->setSelection(int(m_chords->text().indexOf(chord)), int(chord.size()));
        }
}

void ComposePanel::markChords(bool wrong) {
    if (m_chords->property("invalid").toBool() == wrong) return;
    m_chords->setProperty("invalid", wrong);
    m_chords->style()->unpolish(m_chords); // a style sheet looks at properties only when polishing
    m_chords->style()->polish(m_chords);
    if (!wrong) m_report->setDemands({});
}

void ComposePanel::showPrimer() {
    if (!m_primerWords.isActive()) m_primerWords.start();
}

void ComposePanel::tellPrimer() {
    m_primer->setWords(m_flow.primer(settings(), m_flow.region(m_bars->value())).words);
    m_verbs->setPlace(m_flow.place(settings()));
}

void ComposePanel::showRegion() {
    const auto& score = m_studio.document.score();
    const auto chosen = m_studio.document.region();
    if (chosen && !chosen->empty()) {
        const QSignalBlocker quiet(m_bars);
        m_bars->setValue(barsCovering(score, *chosen));
    }
    const auto bars = QString::fromStdString(barsText(score, m_flow.region(m_bars->value())));
    const auto& service = m_studio.compose;
    if (service.loading() && !service.info())
        m_compose->setText(tr("Loading the model…"));
    else if (service.composing() && m_flow.committing())
        m_compose->setText(service.capabilities().streams ? tr("Cancel, keeping what has come")
                                                          : tr("Cancel"));
    else if (m_takes->value() > 1)
        m_compose->setText(tr("Compose %1 takes of %2").arg(m_takes->value()).arg(bars));
    else
        m_compose->setText(tr("Compose %1").arg(bars));
    showPrimer();
    if (!m_latent->values().empty())
        m_latentSection->setHeading(tr("Latent (%1)").arg(m_latent->values().size()));
}

ComposeSettings ComposePanel::settings() const {
    ComposeSettings wanted;
    if (m_form)
        if (auto values = m_form->values()) wanted.controls = *std::move(values);
    wanted.seed = m_seed->seed();
    wanted.bars = m_bars->value();
    wanted.takes = m_takes->value();
    wanted.constraints = m_constraints->constraints(m_studio.document.score());
    wanted.written = m_instruments->written();
    wanted.chords = m_chords->text().trimmed().toStdString();
    wanted.primer = m_primer->choice();
    const auto& offsets = m_latent->offsets();
    if (std::any_of(offsets.begin(), offsets.end(), [](float value) { return value != 0; }))
        wanted.latentOffset = offsets;
    return wanted;
}

void ComposePanel::liveEdit() {
    if (m_studio.compose.info() && !m_flow.committing()) m_flow.preview(settings());
}

void ComposePanel::endEdit() {
    if (m_studio.compose.info() && m_flow.previewing()) m_flow.commit(settings());
}

void ComposePanel::perform(Verb verb) {
    const auto& service = m_studio.compose;
    if (!service.info() || !can(service.capabilities(), verb)) return;
    m_seed->roll();
    m_flow.run(verb, settings());
    showBusy();
}

void ComposePanel::composeOrCancel() {
    if (m_studio.compose.composing() && m_flow.committing())
        m_flow.cancel();
    else
        perform(Verb::Compose);
}

void ComposePanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_verbs->setLow(height() < kLowHeight);
}

void ComposePanel::anotherSeed() {
    m_seed->choose(randomSeed());
}

void ComposePanel::setBars(int bars) {
    auto& document = m_studio.document;
    if (const auto chosen = document.region(); chosen && !chosen->empty()) {
        const int first = document.score().meter.barAt(chosen->begin);
        document.setRegion(
            score::TickRange{chosen->begin, score::barRange(document.score(), first, bars).end});
    }
    showRegion();
}

void ComposePanel::fillBlendMenu() {
    m_blendMenu->clear();
    if (!m_flow.primer(settings(), m_flow.region(m_bars->value())).music) {
        m_blendMenu->addAction(tr("There is nothing before these bars to lead from"))
            ->setEnabled(false);
        return;
    }
    for (const auto& take : m_studio.library.takes().all())
        m_blendMenu->addAction(QString::fromStdString(take.name), this, [this, id = take.id] {
            const auto* found = m_studio.library.takes().find(id);
            if (!found || !m_studio.compose.info()) return;
            m_seed->roll();
            m_flow.blend(settings(), found->score);
            showBusy();
        });
    if (m_blendMenu->isEmpty())
        m_blendMenu->addAction(tr("Compose a take first"))->setEnabled(false);
}

void ComposePanel::saveTo(std::map<std::string, std::string>& out) const {
    auto controls = m_controls;
    if (m_form)
        if (const auto values = m_form->values()) controls[m_system->id] = models::toJson(*values);
    out["compose.controls"] = nlohmann::json(controls).dump();
    out["compose.seed"] = std::to_string(m_seed->seed());
    out["compose.seedLocked"] = std::to_string(m_seed->locked());
    out["compose.bars"] = std::to_string(m_bars->value());
    out["compose.takes"] = std::to_string(m_takes->value());
    if (const auto* info = m_studio.compose.info()) out["compose.model"] = info->path.string();
    out["compose.chords"] = m_chords->text().toStdString();
    m_instruments->saveTo(out);
    m_constraints->saveTo(out);
    m_primer->saveTo(out);
    m_flow.saveTo(out);
}

void ComposePanel::restoreFrom(const std::map<std::string, std::string>& in) {
    const auto text = [&](const char* key, const char* otherwise) {
        const auto it = in.find(key);
        return QString::fromStdString(it == in.end() ? otherwise : it->second);
    };
    m_controls.clear();
    const auto controls =
        nlohmann::json::parse(text("compose.controls", "{}").toStdString(), nullptr, false);
    if (controls.is_object())
        for (const auto& [system, values] : controls.items())
            if (values.is_string()) m_controls[system] = values;
    if (m_form && m_system && m_controls.contains(m_system->id))
        if (const auto values =
                models::paramsFromJson(m_system->generation, m_controls[m_system->id]))
            m_form->setValues(*values);
    if (const auto seed = text("compose.seed", "").toULongLong()) m_seed->setSeed(seed);
    m_seed->setLocked(text("compose.seedLocked", "0").toInt() != 0);
    {
        const QSignalBlocker quiet(m_bars);
        m_bars->setValue(text("compose.bars", "8").toInt());
    }
    m_takes->setValue(text("compose.takes", "1").toInt());
    m_chords->setText(text("compose.chords", ""));
    m_instruments->restoreFrom(in);
    m_constraints->restoreFrom(in);
    m_primer->restoreFrom(in);
    m_flow.restoreFrom(in);
    // A session may come from another machine: without its model the present one stays.
    const std::filesystem::path model = text("compose.model", "").toStdString();
    std::error_code error;
    if (std::filesystem::is_regular_file(model, error)) m_studio.compose.load(model);
}

} // namespace contrafact::ui
