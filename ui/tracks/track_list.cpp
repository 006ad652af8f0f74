// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tracks/track_list.h"

#include "ui/document/document.h"
#include "ui/theme/theme.h"
#include "ui/tracks/track_commands.h"
#include "ui/tracks/track_header.h"

#include <QToolButton>
#include <QVBoxLayout>

namespace contrafact::ui {

TrackList::TrackList(Document& document, QWidget* parent)
    : QScrollArea(parent)
    , m_document(document) {
    setAccessibleName(tr("Tracks"));
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget;
    m_rows = new QVBoxLayout(content);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    m_add = new QToolButton;
    m_add->setText(tr("+ Add track"));
    m_add->setProperty("flat", true);
    m_add->setFont(uiFont(12));
    m_add->setToolTip(tr("Add a track"));
    m_add->setMinimumHeight(metrics::kControlHeight);
    connect(m_add, &QToolButton::clicked, this, [this] { addTrack(m_document); });
    m_rows->addWidget(m_add, 0, Qt::AlignLeft);
    m_rows->addStretch(1);
    setWidget(content);
    connect(&document, &Document::replaced, this, &TrackList::rebuild);
    connect(&document, &Document::changed, this, &TrackList::refresh);
    connect(&document, &Document::currentTrackChanged, this, [this](int track) {
        for (auto* header : m_headers) header->update();
        if (track < int(m_headers.size())) ensureWidgetVisible(header(track), 0, 0);
    });
    rebuild();
}

void TrackList::rebuild() {
    for (auto* header : m_headers) {
        // Until it is deleted it must not be laid out or painted: its track may be gone.
        header->hide();
        m_rows->removeWidget(header);
        header->deleteLater();
    }
    m_headers.clear();
    for (int i = 0; i < m_document.score().trackCount(); ++i) {
        m_headers.push_back(new TrackHeader(m_document, i));
        m_rows->insertWidget(i, m_headers.back());
    }
}

void TrackList::refresh(const score::ChangeSet& changes) {
    if (!changes.tracksChanged) return;
    if (int(m_headers.size()) != m_document.score().trackCount()) return rebuild();
    for (auto* header : m_headers) header->refresh();
}

} // namespace contrafact::ui
