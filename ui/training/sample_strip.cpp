// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/sample_strip.h"

#include "ui/controls/section.h"
#include "ui/document/document.h"
#include "ui/services/library.h"
#include "ui/services/player.h"
#include "ui/services/training_controller.h"
#include "ui/theme/theme.h"
#include "ui/training/sample_row.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QVBoxLayout>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace contrafact::ui {

SampleStrip::SampleStrip(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_rows(new QVBoxLayout)
    , m_empty(new EmptyState(tr("Music that the networks make while they learn appears here."), {}))
    , m_page(new QWidget)
    , m_slider(new QSlider(Qt::Horizontal))
    , m_stepWords(new QLabel) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(metrics::kGap, metrics::kGap, metrics::kGap, 4);
    outer->addWidget(m_empty);
    outer->addWidget(m_page);
    auto* layout = new QVBoxLayout(m_page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    auto* scroll = new QScrollArea;
    auto* content = new QWidget;
    m_rows->setContentsMargins(0, 0, 0, 0);
    content->setLayout(m_rows);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    scroll->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    layout->addWidget(scroll, 1);
    layout->addWidget(buildSlider());
    addLine(m_studio.training.samples());
    connect(&m_studio.document, &Document::guestChanged, this, [this] {
        if (!m_studio.document.guest()) endLooking();
    });
    showOrHide();
}

SampleStrip::~SampleStrip() {
    qApp->removeEventFilter(this);
    for (const auto& line : m_lines) delete line->row; // before the stores that they show
}

QWidget* SampleStrip::buildSlider() {
    auto* box = new QWidget;
    auto* layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    m_slider->setAccessibleName(tr("Step of the samples"));
    m_slider->setToolTip(tr("Moves the samples of all runs here to one step; at its end each shows "
                            "its newest.\nA click on a sample shows it in the roll and plays it, a "
                            "double click keeps it as a take; Esc goes back to your piece."));
    m_stepWords->setFont(uiFont(11));
    m_stepWords->setProperty("role", "dim");
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_stepWords);
    connect(m_slider, &QSlider::valueChanged, this, &SampleStrip::slide);
    return box;
}

void SampleStrip::addLine(SampleStore& store, std::filesystem::path run,
                          std::unique_ptr<SampleStore> own) {
    m_lines.push_back(
        std::make_unique<Line>(Line{new SampleRow(store), std::move(run), std::move(own), -1, -1}));
    auto& line = *m_lines.back();
    m_rows->addWidget(line.row);
    connect(line.row, &SampleRow::chosen, this, [this, &line](int index) { look(line, index); });
    connect(line.row, &SampleRow::clicked, this, [this, &line](int index) { replay(line, index); });
    connect(line.row, &SampleRow::kept, this, [this, &line](int index) { keep(line, index); });
    connect(line.row, &SampleRow::reset, this, [this, &line] {
        line.wanted = line.wantedTake = -1;
        endLooking();
    });
    connect(line.row, &SampleRow::changed, this, &SampleStrip::showOrHide);
    connect(&store, &SampleStore::problem, line.row,
            [this](const QString& message) { Q_EMIT problem(message); });
    connect(&store, &SampleStore::loaded, line.row, [this, &line](int index) {
        if (index == line.wanted) look(line, index);
        if (index == line.wantedTake) keep(line, index);
    });
}

void SampleStrip::setOthers(const std::vector<std::filesystem::path>& runs) {
    endLooking();
    while (m_lines.size() > 1) {
        delete m_lines.back()->row;
        m_lines.pop_back();
    }
    for (const auto& run : runs) {
        auto store = std::make_unique<SampleStore>();
        auto& known = *store;
        addLine(known, run, std::move(store));
        m_lines.back()->row->holdStep(m_step);
        known.open(run);
    }
    nameLines();
    showOrHide();
}

std::filesystem::path SampleStrip::runOf(const Line& line) const {
    return line.store ? line.run : m_studio.training.request().run;
}

void SampleStrip::nameLines() {
    for (const auto& line : m_lines)
        line->row->setName(m_lines.size() < 2
                               ? QString()
                               : QString::fromStdString(runOf(*line).filename().string()));
}

void SampleStrip::showOrHide() {
    bool any = false;
    for (const auto& line : m_lines) any = any || line->row->count() > 0;
    m_page->setVisible(any);
    m_empty->setVisible(!any);
    fillSlider();
}

void SampleStrip::fillSlider() {
    std::set<std::int64_t> steps;
    for (const auto& line : m_lines)
        for (const auto step : line->row->steps()) steps.insert(step);
    m_steps.assign(steps.begin(), steps.end());
    const int last = std::max(0, static_cast<int>(m_steps.size()) - 1);
    const auto after =
        m_step ? std::upper_bound(m_steps.begin(), m_steps.end(), *m_step) : m_steps.end();
    const QSignalBlocker quiet(m_slider);
    m_slider->setRange(0, last);
    m_slider->setPageStep(std::max(1, last / 10));
    m_slider->setValue(static_cast<int>(after - m_steps.begin()) - 1);
    m_slider->setEnabled(m_steps.size() > 1);
    m_stepWords->setText(m_step ? tr("step %1").arg(QLocale().toString(qlonglong(*m_step)))
                                : tr("newest"));
}

void SampleStrip::slide(int place) {
    const bool newest = place >= m_slider->maximum();
    m_step = newest ? std::nullopt : std::optional(m_steps[static_cast<std::size_t>(place)]);
    for (const auto& line : m_lines) line->row->holdStep(m_step);
    fillSlider();
}

void SampleStrip::look(Line& line, int index) {
    line.wanted = index;
    const auto music = line.row->store().music(index);
    if (!music) return; // loaded() comes back here
    line.wanted = -1;
    const auto run = QString::fromStdString(runOf(line).filename().string());
    m_studio.document.setGuest(
        Guest{*music, tr("Sample of %1, %2").arg(run, line.row->text(index))});
    if (!std::exchange(m_looking, true)) qApp->installEventFilter(this);
    for (const auto& other : m_lines)
        if (other.get() != &line) other->row->clearChoice();
    m_studio.player.playAlone(*music);
}

/// A click on the sample that is current already: it is heard from the beginning again.
void SampleStrip::replay(Line& line, int index) {
    if (!m_looking || !m_studio.player.playingAlone()) look(line, index);
}

void SampleStrip::endLooking() {
    for (const auto& line : m_lines) line->wanted = -1;
    if (!std::exchange(m_looking, false)) return;
    qApp->removeEventFilter(this);
    if (m_studio.player.playingAlone()) m_studio.player.stop();
    m_studio.document.setGuest(std::nullopt);
    for (const auto& line : m_lines) line->row->clearChoice();
}

bool SampleStrip::eventFilter(QObject* watched, QEvent* event) {
    const auto type = event->type();
    if (type == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        endLooking();
        return true;
    }
    const auto* widget = qobject_cast<QWidget*>(watched);
    const bool elsewhere = type == QEvent::MouseButtonPress && widget && !isAncestorOf(widget) &&
                           !qobject_cast<const QScrollBar*>(widget);
    // Afterwards: the roll must still know that this click was for the sample, not for a note.
    if (elsewhere) QMetaObject::invokeMethod(this, &SampleStrip::endLooking, Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
}

void SampleStrip::keep(Line& line, int index) {
    line.wantedTake = index;
    auto& samples = line.row->store();
    const auto music = samples.music(index);
    if (!music) return; // loaded() comes back here
    line.wantedTake = -1;
    const auto folder = runOf(line);
    const auto* run = m_studio.library.runs().find(folder);
    const auto& request = m_studio.training.request();
    const nlohmann::json story{{"system", run ? run->info.system : request.system},
                               {"run", folder.string()},
                               {"step", samples.stepOf(index)},
                               {"training_seed", run ? run->info.seed : request.seed}};
    const auto name = tr("Sample · %1").arg(line.row->text(index));
    m_studio.library.takes().add(
        name, *music, story.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    Q_EMIT kept(name);
}

} // namespace contrafact::ui
