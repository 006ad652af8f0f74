// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/note_heat.h"

#include <algorithm>

namespace contrafact::ui {

NoteHeat::NoteHeat(std::vector<JudgedNote> notes, double perNote)
    : m_notes(std::move(notes))
    , m_perNote(perNote) {
    std::ranges::stable_sort(m_notes, std::greater(), &JudgedNote::bits);
    for (const auto& judged : m_notes) {
        if (judged.note.id >= m_bits.size()) m_bits.resize(judged.note.id + 1, -1);
        m_bits[judged.note.id] = static_cast<float>(judged.bits);
    }
}

std::optional<double> NoteHeat::bitsOf(score::NoteId id) const {
    if (id >= m_bits.size() || m_bits[id] < 0) return std::nullopt;
    return double(m_bits[id]);
}

} // namespace contrafact::ui
