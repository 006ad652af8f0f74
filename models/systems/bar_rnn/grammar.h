// SPDX-License-Identifier: GPL-3.0-or-later
// Which events may come next: the order of events, and what is given. Whatever is drawn within
// these bounds holds every given note and leaves closed families alone.
#pragma once

#include "models/systems/bar_rnn/known.h"

#include <optional>
#include <vector>

namespace contrafact::models::bar_rnn {

/// What may follow the state's last event. Made anew for each event.
class Grammar {
public:
    Grammar(const encoding::EventState& state, const Known& known);

    /// One for each token, 1 where it may come; at least one may.
    const std::vector<std::uint8_t>& allowed();
    /// The length and velocity that come with a token where they are given.
    struct Fixed {
        int duration = -1;
        int velocity = -1;
    };
    Fixed fixed(int token) const;

private:
    using Families = std::array<bool, kFamilies>;

    void allow(int token) { m_allowed[static_cast<std::size_t>(token)] = 1; }
    void allowForms();
    void allowWholes();
    /// True where a closed family's bar has to come AGAIN before anything else.
    bool allowAgains();
    void allowPositions();
    void allowNotes();
    void allowNotesOf(int family, int above, int upTo);
    void allowNote(int family, int pitch);
    void allowNextBar();

    int lowest(int family) const;
    int highest(int family) const;
    bool plays(int family) const;                    ///< may add notes of its own here
    bool isOwn(const encoding::BarNote& note) const; ///< of this bar and not given
    int slotsAt(int family, int step) const;
    int keptPitch(int family) const; ///< the next to place, -1 for none
    int unplaced() const;            ///< kept pitches that wait
    bool holdsGiven(const encoding::NoteBar& from, int family) const;
    int
    waitsForEnd() const; ///< the rank of the first family that has still to strike the last chord

    const encoding::EventState& m_state;
    const Known& m_known;
    const KnownBar& m_bar;
    std::vector<std::uint8_t> m_allowed;
    /// The first given note (or slot of a kept rhythm) that has not been reached.
    std::optional<encoding::BarNote> m_due;
    bool m_dueIsSlot = false;
};

} // namespace contrafact::models::bar_rnn
