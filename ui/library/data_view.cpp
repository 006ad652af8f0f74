// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/data_view.h"

#include "core/corpus/windows.h"
#include "ui/library/corpus_model.h"
#include "ui/library/row_delegate.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/services/player.h"
#include "ui/theme/theme.h"

#include <QFileDialog>
#include <QMenu>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>

namespace contrafact::ui {

DataView::DataView(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_model(new CorpusModel(studio.library.corpora(), this))
    , m_tree(new QTreeView) {
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
    layout->addWidget(m_tree, 1);
    auto* add = new QPushButton(tr("Import folder…"));
    add->setToolTip(tr("Add every MIDI file below a folder to the library"));
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(metrics::kPadding, 0, metrics::kPadding, 0);
    buttons->addWidget(add);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    connect(add, &QPushButton::clicked, this, &DataView::importFolder);
    connect(m_tree, &QTreeView::activated, this, &DataView::activate);
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &DataView::showMenu);
}

void DataView::importFolder() {
    const auto folder = QFileDialog::getExistingDirectory(this, tr("Import a folder of music"));
    if (!folder.isEmpty()) m_studio.library.corpora().open(folder);
}

void DataView::activate(const QModelIndex& index) {
    if (const auto* song = m_model->song(index))
        return Q_EMIT openFileRequested(QString::fromStdString(song->path.string()));
    if (!index.parent().isValid()) {
        auto& corpora = m_studio.library.corpora();
        const auto& entry = corpora.at(index.row());
        if (!entry.corpus && !entry.opening) return corpora.open(entry.where);
    }
    m_tree->setExpanded(index, !m_tree->isExpanded(index));
}

void DataView::showMenu(const QPoint& at) {
    const auto index = m_tree->indexAt(at);
    if (!index.isValid()) return;
    auto& corpora = m_studio.library.corpora();
    QMenu menu;
    if (const auto* song = m_model->song(index)) {
        const auto path = QString::fromStdString(song->path.string());
        menu.addAction(tr("Open in the roll"), this,
                       [this, path] { Q_EMIT openFileRequested(path); });
        menu.addAction(tr("Play"), this, [this, path] { play(path); });
        if (m_studio.compose.capabilities().styles)
            menu.addAction(tr("Use as style"), this, &DataView::useAsStyle);
    } else if (!index.parent().isValid()) {
        const int corpus = index.row();
        const auto& entry = corpora.at(corpus);
        if (entry.opening)
            menu.addAction(tr("Cancel"), this, [&corpora, corpus] { corpora.cancel(corpus); });
        else if (!entry.corpus)
            menu.addAction(tr("Try again"), this,
                           [&corpora, where = entry.where] { corpora.open(where); });
        menu.addAction(tr("Remove from the library"), this,
                       [&corpora, corpus] { corpora.remove(corpus); });
    }
    if (!menu.isEmpty()) menu.exec(m_tree->viewport()->mapToGlobal(at));
}

void DataView::play(const QString& path) {
    m_reader.start(
        [path](std::stop_token stop) {
            return midi::readFile(path.toStdString(), {.stop = stop, .progress = {}});
        },
        [this](const Result<midi::MidiFile>& file) {
            if (file)
                m_studio.player.playAlone(file->scores.front());
            else
                Q_EMIT problem(QString::fromStdString(file.message()));
        });
}

/// All selected songs become one set.
void DataView::useAsStyle() {
    std::vector<encoding::GridSong> songs;
    QStringList names;
    for (const auto& index : m_tree->selectionModel()->selectedIndexes())
        if (const auto* song = m_model->song(index)) {
            std::ranges::move(corpus::stretchesOf(*song), std::back_inserter(songs));
            names << QString::fromStdString(song->name);
        }
    if (songs.empty()) return;
    const auto name =
        names.size() == 1
            ? names.front()
            : tr("%1 and %n more", nullptr, static_cast<int>(names.size()) - 1).arg(names.front());
    m_studio.library.styles().add(name, std::move(songs), names);
}

} // namespace contrafact::ui
