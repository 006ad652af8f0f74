// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/sample_strip.h"

#include "ui/controls/section.h"
#include "ui/document/document.h"
#include "ui/services/library.h"
#include "ui/services/player.h"
#include "ui/services/training_controller.h"
#include "ui/theme/theme.h"
#include "ui/training/sample_timeline.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QScrollBar>
#include <QShortcut>
#include <QVBoxLayout>

#include <nlohmann/json.hpp>

#include <utility>

namespace contrafact::ui {

SampleStrip::SampleStrip(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_model(new SampleModel(studio.training.samples(), devicePixelRatioF(), this))
    , m_list(new QListView)
    , m_empty(new EmptyState(tr("Music that the networks make while they learn appears here."), {}))
    , m_page(new QWidget) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(metrics::kGap, metrics::kGap, metrics::kGap, 4);
    outer->addWidget(m_empty);
    outer->addWidget(m_page);
    auto* layout = new QVBoxLayout(m_page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_list, 1);
    auto* help = new QLabel(tr("A click shows a sample in the roll and plays it; Esc goes back to "
                               "your piece. A double click keeps it as a take."));
    help->setProperty("role", "dim");
    help->setFont(uiFont(11));
    help->setWordWrap(true);
    layout->addWidget(help);
    m_list->setFlow(QListView::LeftToRight);
    m_list->setWrapping(false);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setAccessibleName(tr("Samples"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new SampleDelegate(m_list));
    connectSamples();
    showOrHide();
}

SampleStrip::~SampleStrip() {
    qApp->removeEventFilter(this);
}

void SampleStrip::connectSamples() {
    auto& samples = m_studio.training.samples();
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& now) {
                if (now.isValid()) look(now.row());
            });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& at) { replay(at.row()); });
    // Not `activated`: on some desktops one click does that.
    connect(m_list, &QListView::doubleClicked, this,
            [this](const QModelIndex& at) { keep(at.row()); });
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter})
        connect(new QShortcut(key, m_list, nullptr, nullptr, Qt::WidgetShortcut),
                &QShortcut::activated, this, [this] {
                    if (m_list->currentIndex().isValid()) keep(m_list->currentIndex().row());
                });
    connect(&samples, &SampleStore::problem, this, &SampleStrip::problem);
    connect(&samples, &SampleStore::loaded, this, [this](int row) {
        if (row == m_wanted) look(row);
        if (row == m_wantedTake) keep(row);
    });
    connect(m_model, &SampleModel::modelReset, this, [this] {
        m_wanted = m_wantedTake = -1;
        m_following = true;
        endLooking();
    });
    connect(m_model, &SampleModel::rowsInserted, this, &SampleStrip::showOrHide);
    connect(m_model, &SampleModel::modelReset, this, &SampleStrip::showOrHide);
    connect(&m_studio.document, &Document::guestChanged, this, [this] {
        if (!m_studio.document.guest()) endLooking();
    });
    auto* bar = m_list->horizontalScrollBar();
    connect(bar, &QScrollBar::rangeChanged, this, &SampleStrip::follow);
    connect(bar, &QScrollBar::valueChanged, this,
            [this, bar](int value) { m_following = value >= bar->maximum() - bar->singleStep(); });
}

void SampleStrip::showOrHide() {
    m_page->setVisible(m_model->rowCount() > 0);
    m_empty->setVisible(m_model->rowCount() == 0);
}

void SampleStrip::follow() {
    auto* bar = m_list->horizontalScrollBar();
    if (m_following) bar->setValue(bar->maximum());
}

void SampleStrip::look(int row) {
    m_wanted = row;
    const auto music = m_studio.training.samples().music(row);
    if (!music) return; // loaded() comes back here
    m_wanted = -1;
    const auto step = m_model->index(row).data().toString();
    const auto run = m_studio.training.request().run.filename().string();
    m_studio.document.setGuest(
        Guest{*music, tr("Sample of %1, %2").arg(QString::fromStdString(run), step)});
    if (!std::exchange(m_looking, true)) qApp->installEventFilter(this);
    m_studio.player.playAlone(*music);
}

/// A click on the sample that is current already: it is heard from the beginning again.
void SampleStrip::replay(int row) {
    if (!m_looking || !m_studio.player.playingAlone()) look(row);
}

void SampleStrip::endLooking() {
    m_wanted = -1;
    if (!std::exchange(m_looking, false)) return;
    qApp->removeEventFilter(this);
    if (m_studio.player.playingAlone()) m_studio.player.stop();
    m_studio.document.setGuest(std::nullopt);
    m_list->clearSelection();
    m_list->selectionModel()->clearCurrentIndex();
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

void SampleStrip::keep(int row) {
    m_wantedTake = row;
    const auto& training = m_studio.training;
    auto& samples = m_studio.training.samples();
    const auto music = samples.music(row);
    if (!music) return; // loaded() comes back here
    m_wantedTake = -1;
    const auto* run = m_studio.library.runs().find(training.request().run);
    const nlohmann::json story{{"system", training.request().system},
                               {"run", training.request().run.string()},
                               {"step", samples.stepOf(row)},
                               {"training_seed", run ? run->info.seed : training.request().seed}};
    const auto name = tr("Sample · %1").arg(m_model->index(row).data().toString());
    m_studio.library.takes().add(
        name, *music, story.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    Q_EMIT kept(name);
}

} // namespace contrafact::ui
