// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/library_panel.h"

#include "ui/controls/section.h"
#include "ui/library/data_view.h"
#include "ui/library/latent_map_view.h"
#include "ui/library/provenance_view.h"
#include "ui/library/runs_view.h"
#include "ui/library/styles_view.h"
#include "ui/library/takes_view.h"
#include "ui/services/compose_service.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QScrollArea>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace contrafact::ui {

namespace {

constexpr int kMapHeight = 230;
constexpr int kLeastTabs = 160; ///< five takes and the tabs above them

/// A heading like a tab's, with a hairline above and below.
QWidget* heading(const QString& text) {
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* label = new QLabel(text);
    auto font = uiFont(12);
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    label->setContentsMargins(metrics::kPadding, 6, metrics::kPadding, 6);
    layout->addWidget(hairline());
    layout->addWidget(label);
    layout->addWidget(hairline());
    return box;
}

} // namespace

LibraryPanel::LibraryPanel(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_tabs(new QTabWidget)
    , m_takes(new TakesView(studio))
    , m_runs(new RunsView(studio))
    , m_data(new DataView(studio))
    , m_map(new LatentMapView(studio))
    , m_splitter(new QSplitter(Qt::Vertical))
    , m_story(new QScrollArea) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(buildTabs());
    m_splitter->addWidget(buildStory());
    m_splitter->addWidget(buildMap());
    m_splitter->setSizes({240, 240, kMapHeight});
    m_splitter->setStretchFactor(0, 1);
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] {
        m_storyIsChosen = true;
        m_story->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    });
    layout->addWidget(m_splitter);
}

QWidget* LibraryPanel::buildTabs() {
    auto* styles = new StylesView(m_studio);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_takes, tr("Takes"));
    m_tabs->addTab(m_data, tr("Data"));
    m_tabs->addTab(styles, tr("Styles"));
    m_tabs->addTab(m_runs, tr("Runs"));
    m_tabs->setMinimumHeight(120);
    connect(m_takes, &TakesView::openRequested, this, &LibraryPanel::openRequested);
    connect(m_takes, &TakesView::compareRequested, this, &LibraryPanel::compareRequested);
    connect(m_data, &DataView::openSongRequested, this, &LibraryPanel::openSongRequested);
    connect(m_data, &DataView::problem, this, &LibraryPanel::problem);
    connect(styles, &StylesView::dataRequested, this, [this] { showTab(Data); });
    connect(m_runs, &RunsView::curvesRequested, this, &LibraryPanel::curvesRequested);
    connect(m_runs, &RunsView::trainRequested, this, &LibraryPanel::trainRequested);
    connect(m_runs, &RunsView::problem, this, &LibraryPanel::problem);
    return m_tabs;
}

QWidget* LibraryPanel::buildStory() {
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(heading(tr("Provenance")));
    layout->addWidget(new ProvenanceView(m_studio));
    layout->addWidget(heading(tr("Originality")));
    layout->addWidget(new OriginalityView(m_studio));
    layout->addStretch(1);
    m_story->setWidgetResizable(true);
    m_story->setFrameShape(QFrame::NoFrame);
    m_story->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_story->setFocusPolicy(Qt::NoFocus);
    m_story->setWidget(page);
    m_story->viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false);
    page->installEventFilter(this);
    // It is told of a take: songs, styles and runs have the room for themselves.
    connect(m_tabs, &QTabWidget::currentChanged, m_story,
            [this](int tab) { m_story->setVisible(tab == Takes); });
    return m_story;
}

bool LibraryPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::LayoutRequest)
        QMetaObject::invokeMethod(this, &LibraryPanel::fitStory, Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
}

void LibraryPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitStory();
}

/// As high as its words, as far as the takes have enough: it is to be read, not to be scrolled.
void LibraryPanel::fitStory() {
    auto sizes = m_splitter->sizes();
    if (m_storyIsChosen || m_story->isHidden() || sizes.size() != 3) return;
    const int both = sizes[0] + sizes[1];
    const int wanted = m_story->widget()->layout()->totalHeightForWidth(m_story->width());
    const int story = std::min(wanted, both - kLeastTabs);
    // A scroll bar that is there takes width, so that it would find itself needed for ever.
    m_story->setVerticalScrollBarPolicy(story < wanted ? Qt::ScrollBarAsNeeded
                                                       : Qt::ScrollBarAlwaysOff);
    if (story <= 0 || story == sizes[1]) return;
    m_splitter->setSizes({both - story, story, sizes[2]});
}

QWidget* LibraryPanel::buildMap() {
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(heading(tr("Latent map")));
    layout->addWidget(m_map, 1);
    // A system without a map gets no empty frame, and one without styles no tab for them.
    const auto show = [this, box] {
        const auto can = m_studio.compose.capabilities();
        box->setVisible(can.latentMap);
        m_tabs->setTabVisible(Styles, can.styles);
    };
    connect(&m_studio.compose, &ComposeService::ready, this, show);
    show();
    return box;
}

void LibraryPanel::showTab(Tab tab) {
    m_tabs->setCurrentIndex(tab);
}

void LibraryPanel::renameTake() {
    showTab(Takes);
    m_takes->rename();
}

void LibraryPanel::renameRun() {
    showTab(Runs);
    m_runs->askToRename();
}

void LibraryPanel::importFolder() {
    showTab(Data);
    m_data->importFolder();
}

void LibraryPanel::setMapPoint(QPointF point) {
    m_map->setCurrent(point);
}

} // namespace contrafact::ui
