// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/features.h"

#include "models/systems/bar_rnn/feature_numbers.h"

#include <algorithm>
#include <tuple>

namespace contrafact::models::bar_rnn {

namespace {

using encoding::BarNote;
using encoding::EventKind;
using encoding::EventState;
using encoding::kChords;
using encoding::kDrums;
using encoding::kFamilyBacks;
using encoding::kMostBarSteps;
using encoding::kNotes;
using encoding::kWholeBacks;
using encoding::NoteBar;

/// 0, 1, 2-3, 4-7, 8-15, 16 and more.
int octaveClass(int count) {
    int found = 0;
    for (int bound = 1; found < 5 && count >= bound; bound *= 2) ++found;
    return found;
}

/// The family's first onset after `step` in `notes`, kMostBarSteps for none.
int onsetAfter(const std::vector<BarNote>& notes, int family, int step) {
    for (const auto& note : notes)
        if (note.step > step && note.family == family) return note.step;
    return kMostBarSteps;
}

class Appender {
public:
    Appender(std::vector<std::int32_t>& out, const EventState& state, const Known& known,
             const FeatureChoice& choice)
        : m_out(out)
        , m_state(state)
        , m_known(known)
        , m_bar(known.at(state.bar()))
        , m_choice(choice) {}

    void all() {
        place();
        if (m_choice.key && m_known.key >= 0) add(kAt.key + m_known.key);
        if (isBeforeNotes()) form();
        again(kAt.again, m_state.bar());
        if (m_choice.history) history();
        if (m_choice.sounding)
            for (const auto& held : m_state.held())
                add(kAt.sounding + encoding::noteIndex(held.note.family, held.note.pitch));
        given();
        if (m_choice.ahead) ahead();
        if (m_choice.attributes) attributes();
    }

private:
    void add(int feature) { m_out.push_back(feature); }

    /// What comes next may be said of the bar as a whole.
    bool isBeforeNotes() const {
        const auto last = m_state.lastKind();
        return last == EventKind::Bar || last == EventKind::Chord || last == EventKind::Again;
    }

    void place() {
        const int bar = m_state.bar(), inPiece = m_known.first + bar;
        add(kAt.place + m_state.step() + 1);
        add(kAt.barInEight + inPiece % 8);
        add(kAt.meter + static_cast<int>(m_state.current().meter));
        add(kAt.since + octaveClass(inPiece));
        if (m_state.lastKind() != EventKind::Bar) add(kAt.chord + m_state.chord(bar));
        for (int family = 0; family < kFamilies; ++family)
            if (const int velocity = m_state.velocity(family); velocity >= 0)
                add(kAt.velocity + family * encoding::kVelocityClasses + velocity);
    }

    /// Which families came again in that bar, and from where.
    void again(int offset, int bar) {
        for (int family = 0; family < kFamilies; ++family)
            if (const int back = m_state.again(bar, family); back >= 0)
                add(offset + family * kFamilyBacks + back);
        if (const int back = m_state.whole(bar); back >= 0)
            add(offset + kFamilies * kFamilyBacks + back);
    }

    /// At the beginning of a bar: how earlier bars stood to those before them.
    void form() {
        for (int i = 0; i < kBacks; ++i) {
            const int bar = m_state.bar() - kBack[static_cast<std::size_t>(i)];
            if (bar < 0) return;
            add(kAt.chordBack + i * kChords + m_state.chord(bar));
            again(kAt.againBack + i * kAgains, bar);
        }
    }

    void history() {
        const int step = m_state.step();
        for (int i = 0; i < kBacks; ++i) {
            const int bar = m_state.bar() - kBack[static_cast<std::size_t>(i)];
            if (bar < 0) return;
            const auto& notes = m_state.bars()[static_cast<std::size_t>(bar)].notes;
            for (const auto& note : notes)
                if (note.step == step)
                    add(kAt.noteBack + i * kNotes + encoding::noteIndex(note.family, note.pitch));
            for (int family = 0; family < kFamilies; ++family) {
                const int next = onsetAfter(notes, family, step);
                if (next < kMostBarSteps)
                    add(kAt.onsetBack + (i * kFamilies + family) * kPlaces + next);
                if (matches(notes, family)) add(kAt.match + i * kFamilies + family);
            }
        }
    }

    /// So far the family has played in this bar just what it played in that one.
    bool matches(const std::vector<BarNote>& then, int family) const {
        const int step = m_state.step();
        auto other = then.begin();
        const auto isOurs = [&](const BarNote& note) { return note.family == family; };
        bool any = false;
        for (const auto& note : m_state.notes()) {
            if (!isOurs(note) || note.step > step) continue;
            other = std::find_if(other, then.end(), isOurs);
            if (other == then.end() || other->step != note.step || other->pitch != note.pitch)
                return false;
            ++other;
            any = true;
        }
        other = std::find_if(other, then.end(), isOurs);
        return any && (other == then.end() || other->step >= step);
    }

    /// What stands in this bar already: given, or come again.
    void given() {
        const int step = m_state.step();
        for (int family = 0; family < kFamilies; ++family) {
            if (!m_bar.open[static_cast<std::size_t>(family)]) add(kAt.closed + family);
            const int next = std::min({onsetAfter(m_bar.given, family, step),
                                       onsetAfter(m_bar.rhythm, family, step),
                                       onsetAfter(m_state.notes(), family, step)});
            if (next < kMostBarSteps) add(kAt.givenOnset + family * kPlaces + next);
        }
        for (const auto& note : m_bar.given)
            if (note.step == step) add(kAt.givenNow + encoding::noteIndex(note.family, note.pitch));
        keptPitches();
        untilGiven();
    }

    /// Kept pitches that this bar has still to find a place for.
    void keptPitches() {
        std::array<int, kFamilies> placed{};
        if (!m_bar.pitches.empty())
            for (const auto& note : m_state.notes()) ++placed[note.family];
        for (const auto& note : m_bar.pitches)
            if (--placed[note.family] < 0)
                add(kAt.toPlace + encoding::noteIndex(note.family, note.pitch));
    }

    void untilGiven() {
        for (int ahead = 1; ahead <= 16; ++ahead) {
            if (m_known.at(m_state.bar() + ahead).given.empty()) continue;
            add(kAt.untilGiven + octaveClass(ahead));
            return;
        }
    }

    /// As the history, but of given notes of bars that are still to come.
    void ahead() {
        const int step = m_state.step();
        for (int i = 0; i < kBacks; ++i) {
            const auto& bar = m_known.at(m_state.bar() + kBack[static_cast<std::size_t>(i)]);
            if (bar.given.empty()) continue;
            if (isBeforeNotes())
                add(kAt.chordAhead + i * kChords +
                    encoding::chordOf(bar.given, m_state.current().steps));
            for (const auto& note : bar.given)
                if (note.step == step)
                    add(kAt.noteAhead + i * kNotes + encoding::noteIndex(note.family, note.pitch));
            for (int family = 0; family < kFamilies; ++family)
                if (const int next = onsetAfter(bar.given, family, step); next < kMostBarSteps)
                    add(kAt.onsetAhead + (i * kFamilies + family) * kPlaces + next);
        }
    }

    void attributes() {
        if (m_bar.lead != Lead::Open) add(kAt.lead + static_cast<int>(m_bar.lead));
        for (int family = 0; family < kFamilies; ++family) {
            const auto& own = m_bar.attributes[static_cast<std::size_t>(family)];
            if (own.density >= 0) add(kAt.density + family * kDensities + own.density);
            if (own.height >= 0) add(kAt.height + family * kHeights + own.height);
            if (own.polyphony >= 0) add(kAt.polyphony + family * kPolyphonies + own.polyphony);
        }
        if (m_known.repetition >= 0) add(kAt.repetition + m_known.repetition);
        if (m_known.length >= 0)
            add(kAt.left + octaveClass(std::max(0, m_known.length - 1 - m_state.bar())));
    }

    std::vector<std::int32_t>& m_out;
    const EventState& m_state;
    const Known& m_known;
    const KnownBar& m_bar;
    const FeatureChoice& m_choice;
};

} // namespace

void appendFeatures(std::vector<std::int32_t>& out, const EventState& state, const Known& known,
                    const FeatureChoice& choice) {
    Appender(out, state, known, choice).all();
}

std::vector<GivenNote> givenNotes(const Known& known) {
    std::vector<GivenNote> all;
    for (std::size_t bar = 0; bar < known.bars.size(); ++bar)
        for (const auto& note : known.bars[bar].given)
            all.push_back({static_cast<std::int16_t>(bar), note});
    return all;
}

std::size_t passedNotes(const std::vector<GivenNote>& given, const EventState& state) {
    int rank = -1, pitch = -1;
    if (state.lastKind() == EventKind::Note) {
        const auto name = encoding::noteName(state.lastToken() - encoding::kNoteTokens);
        rank = encoding::kFamilyRank[static_cast<std::size_t>(name.family)];
        pitch = name.pitch;
    }
    const std::tuple here(state.bar(), state.step(), rank, pitch);
    const auto place = [](const GivenNote& one) {
        return std::tuple(int{one.bar}, int{one.note.step}, encoding::kFamilyRank[one.note.family],
                          int{one.note.pitch});
    };
    const auto after = std::ranges::upper_bound(given, here, {}, place);
    return static_cast<std::size_t>(after - given.begin());
}

std::array<std::int32_t, kGivenPerNote> givenFeatures(const GivenNote& note,
                                                      const GivenNote* after) {
    int gap = kGaps - 1;
    if (after) {
        const int steps = (after->bar - note.bar) * 48 + after->note.step - note.note.step;
        gap = 0;
        for (int bound = 1; gap < kGaps - 2 && steps >= bound; bound *= 2) ++gap;
    }
    return {encoding::noteIndex(note.note.family, note.note.pitch),
            kGivenLength + note.note.duration, kGivenPlace + note.note.step, kGivenGap + gap};
}

} // namespace contrafact::models::bar_rnn
