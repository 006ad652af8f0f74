// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/grammar.h"

#include "models/systems/bar_rnn/ending.h"

#include <algorithm>
#include <tuple>

namespace contrafact::models::bar_rnn {

using namespace encoding;

namespace {

/// Bars; who has played in them strikes the last chord.
constexpr std::size_t kJustPlayed = 4;

int rankOf(int family) {
    return kFamilyRank[static_cast<std::size_t>(family)];
}

bool hasNotesOf(const std::vector<BarNote>& notes, int family) {
    return std::ranges::any_of(notes, [&](const auto& note) { return note.family == family; });
}

} // namespace

Grammar::Grammar(const EventState& state, const Known& known)
    : m_state(state)
    , m_known(known)
    , m_bar(known.at(state.bar()))
    , m_allowed(static_cast<std::size_t>(kTokens)) {
    std::tuple here(state.step(), -1, -1);
    if (state.lastKind() == EventKind::Note) {
        const auto name = noteName(state.lastToken() - kNoteTokens);
        here = {state.step(), rankOf(name.family), name.pitch};
    }
    for (const auto& note : m_bar.given) {
        if (!state.isSpelled(note.family)) continue;
        if (std::tuple(int{note.step}, rankOf(note.family), int{note.pitch}) <= here) continue;
        m_due = note;
        break;
    }
    // A slot counts as reached once as many notes of its family stand at its step.
    std::array<std::array<int, kMostBarSteps>, kFamilies> standing{};
    if (!m_bar.rhythm.empty())
        for (const auto& note : state.notes()) standing[note.family][note.step] += isOwn(note);
    for (const auto& slot : m_bar.rhythm) {
        if (--standing[slot.family][slot.step] >= 0) continue;
        const std::tuple place(slot.step, rankOf(slot.family));
        if (m_due && place >= std::tuple(m_due->step, rankOf(m_due->family))) break;
        m_due = slot;
        m_dueIsSlot = true;
        break;
    }
}

int Grammar::lowest(int family) const {
    return family == kDrums ? kLowestDrum : std::max(kLowestPitch, m_known.lowest);
}

int Grammar::highest(int family) const {
    return family == kDrums ? kHighestDrum : std::min(kHighestPitch, m_known.highest);
}

bool Grammar::plays(int family) const {
    const auto index = static_cast<std::size_t>(family);
    if (!m_bar.open[index] || !m_state.isSpelled(family)) return false;
    if (m_bar.ends && m_state.step() > 0) return false;
    if (m_bar.attributes[index].density == 0 || lowest(family) > highest(family)) return false;
    if (hasNotesOf(m_bar.pitches, family)) return keptPitch(family) >= 0;
    return !hasNotesOf(m_bar.rhythm, family);
}

bool Grammar::isOwn(const BarNote& note) const {
    return std::ranges::none_of(m_bar.given, [&](const BarNote& given) {
        return given.family == note.family && given.step == note.step && given.pitch == note.pitch;
    });
}

int Grammar::slotsAt(int family, int step) const {
    int slots = 0;
    for (const auto& slot : m_bar.rhythm) slots += slot.family == family && slot.step == step;
    for (const auto& note : m_state.notes())
        slots -= note.family == family && note.step == step && isOwn(note);
    return slots;
}

int Grammar::keptPitch(int family) const {
    int placed = 0;
    for (const auto& note : m_state.notes()) placed += note.family == family && isOwn(note);
    for (const auto& note : m_bar.pitches)
        if (note.family == family && --placed < 0) return note.pitch;
    return -1;
}

int Grammar::unplaced() const {
    int waiting = static_cast<int>(m_bar.pitches.size());
    if (waiting > 0)
        for (const auto& note : m_state.notes())
            waiting -= hasNotesOf(m_bar.pitches, note.family) && isOwn(note);
    return std::max(0, waiting);
}

/// kFamilies where none has to.
int Grammar::waitsForEnd() const {
    if (!m_bar.ends || m_state.step() > 0) return kFamilies;
    const auto all = std::span(m_state.bars());
    const auto before = all.first(all.size() - 1).last(std::min(all.size() - 1, kJustPlayed));
    const auto fits = [&](int family) {
        for (int pitch = lowest(family); pitch <= highest(family); ++pitch)
            if (fitsLastChord(pitch, family, m_state.chord(m_state.bar()))) return true;
        return false;
    };
    for (const int family : kRankedFamilies)
        if (plays(family) && playsIn(before, family) && fits(family) &&
            !hasNotesOf(m_state.notes(), family))
            return rankOf(family);
    return kFamilies;
}

/// Coming AGAIN would bring every given note of the family and, where it is closed, no other.
bool Grammar::holdsGiven(const NoteBar& from, int family) const {
    if (m_bar.ends && m_bar.open[static_cast<std::size_t>(family)]) return false;
    if (hasNotesOf(m_bar.rhythm, family) || hasNotesOf(m_bar.pitches, family)) return false;
    if (m_bar.attributes[static_cast<std::size_t>(family)].density == 0 &&
        hasNotesOf(from.notes, family))
        return false;
    std::ptrdiff_t given = 0;
    for (const auto& note : m_bar.given) {
        if (note.family != family) continue;
        ++given;
        const bool there = std::ranges::any_of(from.notes, [&](const BarNote& other) {
            return other.family == family && other.step == note.step && other.pitch == note.pitch &&
                   other.duration == note.duration;
        });
        if (!there) return false;
    }
    if (m_bar.open[static_cast<std::size_t>(family)]) return true;
    return given == std::ranges::count(from.notes, family,
                                       [](const BarNote& note) { return int{note.family}; });
}

void Grammar::allowWholes() {
    for (int back = 0; back < kWholeBacks; ++back) {
        const int bars = kWholeBack[static_cast<std::size_t>(back)];
        if (!m_state.canRepeatWhole(bars)) continue;
        const auto& from = m_state.bars()[static_cast<std::size_t>(m_state.bar() - bars)];
        bool holds = true;
        for (int family = 0; family < kFamilies; ++family) holds &= holdsGiven(from, family);
        if (holds) allow(wholeToken(back));
    }
}

bool Grammar::allowAgains() {
    int rank = -1;
    if (m_state.lastKind() == EventKind::Again)
        rank = (m_state.lastToken() - kAgainTokens) / kFamilyBacks;
    const auto before = std::span(m_state.bars()).first(m_state.bars().size() - 1);
    for (const int family : kRankedFamilies) {
        if (rankOf(family) <= rank) continue;
        if (!m_bar.open[static_cast<std::size_t>(family)]) {
            NoteBar given{m_state.current().steps, m_state.current().meter, m_bar.given};
            const int back = familyRepeat(before, given, family);
            if (back < 0) continue;
            allow(againToken(family, back));
            return true;
        }
        for (int back = 0; back < kFamilyBacks; ++back) {
            const int bars = kFamilyBack[static_cast<std::size_t>(back)];
            if (m_state.canRepeat(family, bars) &&
                holdsGiven(m_state.bars()[static_cast<std::size_t>(m_state.bar() - bars)], family))
                allow(againToken(family, back));
        }
    }
    return false;
}

void Grammar::allowPositions() {
    if (m_state.step() < 0 && waitsForEnd() < kFamilies) {
        allow(positionToken(0));
        return;
    }
    int last = m_bar.ends ? 0 : m_state.current().steps - 1;
    const int waiting = unplaced();
    if (waiting > 0) last = std::max(m_state.step() + 1, m_state.current().steps - waiting);
    if (m_due) {
        if (m_due->step <= m_state.step()) return; // it comes first
        last = std::min(last, int{m_due->step});
        allow(positionToken(m_due->step));
    }
    bool any = false;
    for (int family = 0; family < kFamilies; ++family) any |= plays(family);
    if (!any) return;
    for (int step = m_state.step() + 1; step <= std::min(last, m_state.current().steps - 1); ++step)
        allow(positionToken(step));
}

void Grammar::allowNotesOf(int family, int above, int upTo) {
    if (hasNotesOf(m_bar.pitches, family)) {
        const int pitch = keptPitch(family);
        if (pitch > above && pitch <= upTo) allowNote(family, pitch);
        return;
    }
    for (int pitch = std::max(above + 1, lowest(family)); pitch <= std::min(upTo, highest(family));
         ++pitch)
        allowNote(family, pitch);
}

void Grammar::allowNote(int family, int pitch) {
    if (!m_bar.ends || fitsLastChord(pitch, family, m_state.chord(m_state.bar())))
        allow(noteToken(family, pitch));
}

void Grammar::allowNotes() {
    int rank = -1, pitch = -1;
    if (m_state.lastKind() == EventKind::Note) {
        const auto name = noteName(m_state.lastToken() - kNoteTokens);
        rank = rankOf(name.family);
        pitch = name.pitch;
    }
    const bool dueHere = m_due && m_due->step == m_state.step();
    const int due = dueHere ? rankOf(m_due->family) : kFamilies;
    const int lastRank = std::min(due, waitsForEnd());
    // Kept pitches that fill all steps to come go before the notes of other families.
    const bool pressed = unplaced() > m_state.current().steps - 1 - m_state.step();
    for (const int family : kRankedFamilies) {
        const int own = rankOf(family);
        if (pressed && own != due && !hasNotesOf(m_bar.pitches, family)) continue;
        if (own < rank || own > lastRank) continue;
        const int above = own == rank ? pitch : -1;
        if (own == due && m_dueIsSlot) {
            // Room is left above for the other slots of this step.
            allowNotesOf(family, above, highest(family) - slotsAt(family, m_state.step()) + 1);
        } else if (own == due) {
            if (plays(family)) allowNotesOf(family, above, m_due->pitch - 1);
            allow(noteToken(family, m_due->pitch));
        } else if (plays(family)) {
            allowNotesOf(family, above, highest(family));
        }
    }
}

void Grammar::allowNextBar() {
    if (!m_due && unplaced() == 0 && waitsForEnd() == kFamilies) allow(kBarToken);
}

const std::vector<std::uint8_t>& Grammar::allowed() {
    switch (m_state.lastKind()) {
    case EventKind::Bar:
        for (int chord = 0; chord < kChords; ++chord) allow(chordToken(chord));
        break;
    case EventKind::Whole:
        allow(kBarToken);
        break;
    case EventKind::Chord:
        allowWholes();
        [[fallthrough]];
    case EventKind::Again:
        if (allowAgains()) break;
        allowPositions();
        allowNextBar();
        break;
    case EventKind::Position:
        allowNotes();
        break;
    case EventKind::Note:
        allowNotes();
        allowPositions();
        allowNextBar();
        break;
    }
    // Kept pitches for which no place is left are given up.
    if (std::ranges::find(m_allowed, 1) == m_allowed.end()) allow(kBarToken);
    return m_allowed;
}

Grammar::Fixed Grammar::fixed(int token) const {
    if (kindOf(token) != EventKind::Note) return {};
    const auto name = noteName(token - kNoteTokens);
    const auto matches = [&](const BarNote& note) {
        return note.family == name.family && note.pitch == name.pitch;
    };
    if (m_due && m_due->step == m_state.step() &&
        (m_dueIsSlot ? m_due->family == name.family : matches(*m_due)))
        return {m_due->duration, m_due->velocity};
    const auto kept = std::ranges::find_if(m_bar.pitches, matches);
    if (kept != m_bar.pitches.end()) return {-1, kept->velocity};
    return {m_bar.ends ? lastLength(m_state.current().steps) : -1, -1};
}

} // namespace contrafact::models::bar_rnn
