// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/document.h"

#include "ui/document/score_command.h"

#include <algorithm>

namespace contrafact::ui {

Document::Document(QObject* parent)
    : QObject(parent) {
    const auto goHome = [this] { setGuest(std::nullopt); };
    connect(this, &Document::changed, this, goHome);
    connect(this, &Document::replaced, this, goHome);
}

/// The stack's end empties it: whoever follows its steps must not look at what is half gone.
Document::~Document() {
    m_stack.blockSignals(true);
}

void Document::perform(score::ScoreEdit edit, int gesture) {
    if (edit.empty()) return;
    m_stack.push(new ScoreCommand(*this, std::move(edit), gesture));
}

void Document::reset(score::Score score) {
    m_stack.clear();
    m_score = std::move(score);
    m_selection.clear();
    m_lockedNotes.clear();
    m_region.reset();
    m_preview.reset();
    m_heat.reset();
    m_generated.clear();
    m_currentTrack = 0;
    Q_EMIT replaced();
}

void Document::select(score::Selection selection) {
    std::sort(selection.begin(), selection.end());
    selection.erase(std::unique(selection.begin(), selection.end()), selection.end());
    if (selection == m_selection) return;
    m_selection = std::move(selection);
    Q_EMIT selectionChanged();
}

void Document::setLockedNotes(std::set<score::NoteId> ids) {
    if (ids == m_lockedNotes) return;
    m_lockedNotes = std::move(ids);
    Q_EMIT locksChanged();
}

void Document::setRegion(std::optional<score::TickRange> region) {
    if (region == m_region) return;
    m_region = region;
    Q_EMIT regionChanged();
}

void Document::setCurrentTrack(int track) {
    if (track == m_currentTrack) return;
    m_currentTrack = track;
    Q_EMIT currentTrackChanged(track);
}

void Document::setPreview(std::optional<score::Score> preview, score::TickRange range) {
    if (!preview && !m_preview) return;
    m_preview = std::move(preview);
    m_previewRange = range;
    if (m_preview) setGuest(std::nullopt);
    Q_EMIT previewChanged();
}

void Document::setHeat(std::shared_ptr<const NoteHeat> heat) {
    if (heat == m_heat) return;
    m_heat = std::move(heat);
    Q_EMIT heatChanged();
}

void Document::setGuest(std::optional<Guest> guest) {
    if (!guest && !m_guest) return;
    m_guest = std::move(guest);
    Q_EMIT guestChanged();
}

void Document::setGenerated(std::vector<score::TickRange> ranges) {
    m_generated = std::move(ranges);
    Q_EMIT regionChanged();
}

} // namespace contrafact::ui
