// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/data_view.h"

#include "core/base/path_text.h"
#include "core/encoding/preview.h"
#include "models/api/descriptor.h"
#include "ui/controls/name_combo.h"
#include "ui/library/corpus_model.h"
#include "ui/library/encoding_preview.h"
#include "ui/library/list_keys.h"
#include "ui/library/row_delegate.h"
#include "ui/library/style_songs.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/services/player.h"
#include "ui/theme/theme.h"

#include <QFileDialog>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace contrafact::ui {

namespace {

constexpr int kRoomForPreview = 260;

QString pathOf(const corpus::Song& song) {
    return QString::fromStdString(base::pathText(song.path));
}

} // namespace

DataView::DataView(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_model(new CorpusModel(studio.library.corpora(), this))
    , m_tree(new QTreeView)
    , m_system(new NameCombo)
    , m_preview(new EncodingPreview) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, metrics::kGap);
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new RowDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(14);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setAccessibleName(tr("Corpora"));
    new ListKeys(*m_tree);
    layout->addWidget(m_tree, 1);
    auto* add = new QPushButton(tr("Import folder…"));
    add->setToolTip(tr("Add all music below a folder to the library: MIDI, ABC and LPD files"));
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(metrics::kPadding, 0, metrics::kPadding, 0);
    buttons->addWidget(add);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    m_seenBy = seenBy();
    layout->addWidget(m_seenBy);
    for (const auto* system : models::systems())
        m_system->addItem(QString::fromStdString(system->title),
                          QString::fromStdString(system->id));
    connect(m_system, &QComboBox::currentIndexChanged, this, &DataView::showPreview);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &DataView::showPreview);
    connect(&m_studio.compose, &ComposeService::ready, this, [this] {
        const auto* system = m_studio.compose.system();
        if (system)
            m_system->setCurrentIndex(m_system->findData(QString::fromStdString(system->id)));
    });
    showPreview();
    connect(add, &QPushButton::clicked, this, &DataView::importFolder);
    connect(m_tree, &QTreeView::activated, this, &DataView::activate);
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &DataView::showMenu);
}

void DataView::importFolder() {
    const auto folder = QFileDialog::getExistingDirectory(this, tr("Import a folder of music"));
    if (!folder.isEmpty()) m_studio.library.corpora().import(folder);
}

void DataView::activate(const QModelIndex& index) {
    if (const auto* song = m_model->song(index))
        return Q_EMIT openSongRequested(pathOf(*song), song->score);
    if (!index.parent().isValid()) {
        auto& corpora = m_studio.library.corpora();
        const auto& entry = corpora.at(index.row());
        if (!entry.corpus && !entry.opening) return corpora.import(entry.where);
    }
    m_tree->setExpanded(index, !m_tree->isExpanded(index));
}

void DataView::showMenu(const QPoint& at) {
    const auto index = m_tree->indexAt(at);
    if (!index.isValid()) return;
    auto& corpora = m_studio.library.corpora();
    QMenu menu;
    if (const auto* song = m_model->song(index)) {
        menu.addAction(tr("Open in the roll"), this,
                       [this, path = pathOf(*song), score = song->score] {
                           Q_EMIT openSongRequested(path, score);
                       });
        menu.addAction(tr("Play"), this,
                       [this, score = song->score] { m_studio.player.playAlone(score); });
        if (m_studio.compose.capabilities().styles)
            menu.addAction(tr("Use as style"), this, &DataView::useAsStyle);
    } else if (!index.parent().isValid()) {
        const int corpus = index.row();
        const auto& entry = corpora.at(corpus);
        if (entry.opening)
            menu.addAction(tr("Cancel"), this, [&corpora, corpus] { corpora.cancel(corpus); });
        else if (!entry.corpus)
            menu.addAction(tr("Try again"), this,
                           [&corpora, where = entry.where] { corpora.import(where); });
        menu.addAction(tr("Remove from the library"), this,
                       [&corpora, corpus] { corpora.remove(corpus); });
    }
    if (!menu.isEmpty()) menu.exec(m_tree->viewport()->mapToGlobal(at));
}

/// "As seen by [system]", and what it sees.
QWidget* DataView::seenBy() {
    auto* label = new QLabel(tr("As seen by"));
    label->setBuddy(m_system);
    m_system->setAccessibleName(tr("System whose input is shown"));
    // The names of the systems do not decide how wide the library is.
    m_system->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_system->setMinimumContentsLength(8);
    auto* row = new QHBoxLayout;
    row->addWidget(label);
    row->addWidget(m_system, 1);
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(metrics::kPadding, metrics::kGap, metrics::kPadding, 0);
    layout->addLayout(row);
    layout->addWidget(m_preview);
    return box;
}

void DataView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_seenBy->setVisible(height() >= kRoomForPreview);
}

void DataView::showPreview() {
    const auto* song = m_model->song(m_tree->currentIndex());
    const auto* system = models::findSystem(m_system->currentData().toString().toStdString());
    if (!song || !system) return m_preview->say(tr("Choose a song to see it as the network does."));
    auto preview = encoding::previewOf(system->encoding, song->score, song->text);
    if (!preview)
        m_preview->say(tr("There is no preview for this system yet."));
    else if (!*preview)
        m_preview->say(QString::fromStdString(preview->message()));
    else
        m_preview->setPreview(std::move(*preview).value());
}

/// All selected songs become one set.
void DataView::useAsStyle() {
    std::vector<score::Score> songs;
    QStringList names;
    for (const auto& index : m_tree->selectionModel()->selectedIndexes())
        if (const auto* song = m_model->song(index)) {
            songs.push_back(song->score);
            names << QString::fromStdString(song->name);
        }
    if (songs.empty()) return;
    m_studio.library.styles().add(styleTitle(names), std::move(songs), names);
}

} // namespace contrafact::ui
