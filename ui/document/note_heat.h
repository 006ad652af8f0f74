// SPDX-License-Identifier: GPL-3.0-or-later
// How likely a model finds the notes of a piece. A value; any thread.
#pragma once

#include "core/score/transforms.h"

#include <optional>
#include <vector>

namespace contrafact::ui {

struct JudgedNote {
    score::NoteRef note;
    double bits = 0; ///< -log2 p: 0 goes without saying, 10 is one chance in a thousand
};

class NoteHeat {
public:
    /// @param perNote bits a note of the whole piece, what bars and chords cost with them
    NoteHeat(std::vector<JudgedNote> notes, double perNote);

    double perNote() const { return m_perNote; }
    /// Nothing for notes that are newer than the judgement.
    std::optional<double> bitsOf(score::NoteId id) const;
    /// The least likely first.
    const std::vector<JudgedNote>& notes() const { return m_notes; }

private:
    std::vector<JudgedNote> m_notes;
    std::vector<float> m_bits; ///< by id; negative: unknown
    double m_perNote = 0;
};

} // namespace contrafact::ui
