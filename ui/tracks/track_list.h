// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

#include <vector>

class QToolButton;
class QVBoxLayout;

namespace contrafact::score {
struct ChangeSet;
}

namespace contrafact::ui {

class Document;
class TrackHeader;

/// The heads of all tracks, and the button that adds one.
class TrackList : public QScrollArea {
    Q_OBJECT
public:
    explicit TrackList(Document& document, QWidget* parent = nullptr);
    TrackHeader* header(int track) const { return m_headers[static_cast<std::size_t>(track)]; }

private:
    void rebuild();
    void refresh(const score::ChangeSet& changes);

    Document& m_document;
    QVBoxLayout* m_rows;
    QToolButton* m_add;
    std::vector<TrackHeader*> m_headers;
};

} // namespace contrafact::ui
