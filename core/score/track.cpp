// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/score/track.h"

#include <algorithm>

namespace contrafact::score {

Track::Track(TrackInfo i, std::vector<Note> notes)
    : info(std::move(i)) {
    setNotes(std::move(notes));
}

Tick Track::end() const {
    Tick last;
    for (const auto& note : m_notes) last = std::max(last, note.end());
    return last;
}

void Track::setNotes(std::vector<Note> notes) {
    m_notes = std::move(notes);
    // Files and edits mostly bring sorted notes, and the check is a tenth of the sort.
    if (!std::is_sorted(m_notes.begin(), m_notes.end())) std::sort(m_notes.begin(), m_notes.end());
    updateMaxLength();
}

void Track::insert(const Note& note) {
    m_notes.insert(std::upper_bound(m_notes.begin(), m_notes.end(), note), note);
    m_maxLength = std::max(m_maxLength, note.length);
}

bool Track::remove(NoteId id) {
    const auto* found = find(id);
    if (!found) return false;
    m_notes.erase(m_notes.begin() + (found - m_notes.data()));
    updateMaxLength();
    return true;
}

const Note* Track::find(NoteId id) const {
    const auto it = std::find_if(m_notes.begin(), m_notes.end(),
                                 [id](const Note& note) { return note.id == id; });
    return it == m_notes.end() ? nullptr : &*it;
}

void Track::replace(std::span<const Note> removed, std::vector<Note> added) {
    std::vector<Note> gone(removed.begin(), removed.end());
    std::sort(gone.begin(), gone.end());
    std::sort(added.begin(), added.end());

    std::vector<Note> kept;
    kept.reserve(m_notes.size() + added.size());
    std::set_difference(m_notes.begin(), m_notes.end(), gone.begin(), gone.end(),
                        std::back_inserter(kept));
    const auto middle = static_cast<std::ptrdiff_t>(kept.size());
    kept.insert(kept.end(), added.begin(), added.end());
    std::inplace_merge(kept.begin(), kept.begin() + middle, kept.end());
    m_notes = std::move(kept);
    updateMaxLength();
}

std::vector<Note>::const_iterator Track::firstFrom(Tick onset) const {
    return std::partition_point(m_notes.begin(), m_notes.end(),
                                [onset](const Note& note) { return note.onset < onset; });
}

void Track::updateMaxLength() {
    m_maxLength = {};
    for (const auto& note : m_notes) m_maxLength = std::max(m_maxLength, note.length);
}

} // namespace contrafact::score
