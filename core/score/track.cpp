// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/score/track.h"

#include <algorithm>

namespace contrafact::score {

namespace {

/// Sorts notes that come in order of onset already, as those of files and edits mostly do, by
/// sorting those that begin together: one pass instead of a whole sort. False when they do not come
/// so.
bool sortChords(std::vector<Note>& notes) {
    const auto first = notes.begin();
    for (std::size_t i = 1; i < notes.size(); ++i) {
        if (!(notes[i] < notes[i - 1])) continue;
        const auto onset = notes[i].onset;
        if (onset < notes[i - 1].onset) return false;
        auto begin = i, end = i;
        while (begin > 0 && notes[begin - 1].onset == onset) --begin;
        while (end < notes.size() && notes[end].onset == onset) ++end;
        std::sort(first + static_cast<std::ptrdiff_t>(begin),
                  first + static_cast<std::ptrdiff_t>(end));
        i = end - 1;
    }
    return true;
}

} // namespace

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
    if (!sortChords(m_notes)) std::sort(m_notes.begin(), m_notes.end());
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
