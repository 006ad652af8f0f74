// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compose/compose_place.h"

#include "ui/controls/counted.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace contrafact::ui {

namespace {

using encoding::Family;
using score::Note;
using score::Score;
using score::Tick;
using score::TickRange;

bool varies(Verb verb) {
    return verb == Verb::VaryPitches || verb == Verb::VaryRhythm;
}

TickRange wholeBars(const Score& piece, Tick first, Tick last) {
    const int begin = piece.meter.barAt(first);
    return score::barRange(piece, begin, piece.meter.barAt(last) - begin + 1);
}

bool hasNotes(const score::Selection& selection, int track) {
    return std::ranges::any_of(selection, [&](const auto& ref) { return ref.track == track; });
}

/// Which tracks the others are to accompany: those of the selected notes, the current one, or all
/// that sound there.
std::set<int> givenTracks(const Score& piece, const Pointed& pointed, TickRange bars) {
    std::set<int> given;
    for (const auto& ref : pointed.notes) given.insert(ref.track);
    if (given.empty() && soundsIn(piece, pointed.currentTrack, bars))
        given.insert(pointed.currentTrack);
    for (int i = 0; given.empty() && i < piece.trackCount(); ++i)
        if (soundsIn(piece, i, bars)) given.insert(i);
    return given;
}

std::size_t familyIndex(const score::TrackInfo& info) {
    return static_cast<std::size_t>(encoding::familyOf(info));
}

/// A place being put together.
class PlaceMaker {
public:
    PlaceMaker(Verb verb, const Score& piece, const Pointed& pointed, TickRange bars,
               const WrittenFor& written)
        : m_verb(verb)
        , m_pointed(pointed)
        , m_written(written) {
        m_place.piece = piece;
        m_place.range = bars;
        if (verb == Verb::VaryPitches) m_place.kept = models::KeptPart::Rhythm;
        if (verb == Verb::VaryRhythm) m_place.kept = models::KeptPart::Pitches;
    }

    void chooseTracks() {
        if (m_verb == Verb::Accompany)
            m_given = givenTracks(m_place.piece, m_pointed, m_place.range);
        for (int i = 0; i < m_place.piece.trackCount(); ++i)
            if (isWritten(i)) m_place.tracks.push_back(i);
        const bool mayAdd = !varies(m_verb) && m_verb != Verb::Infill;
        if (mayAdd && !m_written.currentTrackOnly) addMissing();
    }

    /// Drums have instruments in the place of pitches: beside them a range is no choice.
    void choosePitches(const Constraints& constraints) {
        const bool drums = std::ranges::any_of(
            m_place.tracks, [&](int track) { return m_place.piece.track(track).info.isDrums(); });
        if (drums) return;
        const auto [low, high] = std::minmax(constraints.low, constraints.high);
        m_place.low = low;
        m_place.high = high;
    }

    void lockNotes(const Constraints& constraints, const GeneratedNotes& known) {
        const bool keepsMine = constraints.keepMine && !varies(m_verb) && m_verb != Verb::Infill;
        const bool onlySelected = varies(m_verb) && !m_pointed.notes.empty();
        for (const int track : m_place.tracks)
            m_place.piece.track(track).forEachIn(m_place.range, [&](const Note& note) {
                const bool selected =
                    std::ranges::binary_search(m_pointed.notes, score::NoteRef{track, note.id});
                if (constraints.locked.contains(note.id) || (keepsMine && isMine(note, known)) ||
                    (onlySelected && !selected))
                    m_place.locked.push_back(note.id);
            });
    }

    models::Place place() && { return std::move(m_place); }

private:
    bool isWritten(int track) const {
        const auto& info = m_place.piece.track(track).info;
        if (info.locked || m_given.contains(track)) return false;
        if (varies(m_verb) && !m_pointed.notes.empty()) return hasNotes(m_pointed.notes, track);
        if (m_written.currentTrackOnly) return track == m_pointed.currentTrack;
        return m_written.families.test(familyIndex(info));
    }

    /// Empty tracks for the families that have none; they come into the piece if they get notes.
    void addMissing() {
        auto missing = m_written.families;
        for (int i = 0; i < m_place.piece.trackCount(); ++i)
            missing.reset(familyIndex(m_place.piece.track(i).info));
        for (int family = 0; family < encoding::kFamilies; ++family)
            if (missing.test(static_cast<std::size_t>(family)))
                m_place.tracks.push_back(m_place.piece.addTrack(
                    score::Track(encoding::trackFor(static_cast<Family>(family)))));
    }

    const Verb m_verb;
    const Pointed& m_pointed;
    const WrittenFor& m_written;
    std::set<int> m_given;
    models::Place m_place;
};

/// What an answer does to one track of the place.
struct TrackAnswer {
    std::vector<Note> gone;
    std::vector<Note> made;
};

TrackAnswer answerOf(const score::Track& asked, const score::Track& answered, TickRange reached) {
    TrackAnswer found;
    const auto without = [&](const score::Track& track, const score::Track& other, auto& into) {
        for (const auto& note : track.notes()) {
            const auto* same = other.find(note.id);
            if (reached.contains(note.onset) && !(same && *same == note)) into.push_back(note);
        }
    };
    without(asked, answered, found.gone);
    without(answered, asked, found.made);
    return found;
}

/// Notes that are still as they were when the question was asked go; what is new comes where it
/// meets nothing that stays. A note that only changed keeps its id.
score::NoteChange changeOf(Score& score, int index, TrackAnswer answer) {
    const auto& track = score.track(index);
    score::NoteChange change{index, {}, {}};
    std::set<score::NoteId> gone;
    for (const auto& note : answer.gone)
        if (const auto* now = track.find(note.id); now && *now == note) {
            change.removed.push_back(note);
            gone.insert(note.id);
        }
    for (auto& note : answer.made) {
        bool collides = false;
        track.forEachIn({note.onset, note.end()}, [&](const Note& other) {
            collides |= !gone.contains(other.id) && score::collide(other, note);
        });
        if (collides) continue;
        if (!gone.contains(note.id)) note.id = score.newNoteId();
        change.added.push_back(note);
    }
    return change;
}

/// A track that the answer does not have stays as it is.
std::vector<int> answeredTracks(const models::Place& place, const Score& answer) {
    auto tracks = place.tracks;
    std::erase_if(tracks, [&](int track) { return track >= answer.trackCount(); });
    return tracks;
}

Constraints constraintsFor(const models::Place& place, const Constraints& wanted) {
    auto constraints = wanted;
    if (place.kept == models::KeptPart::Pitches) constraints.scale.reset();
    return constraints;
}

struct PlaceWords {
    Q_DECLARE_TR_FUNCTIONS(PlaceWords)
};

/// "3 notes of Bass", "5 notes of 2 tracks".
QString notesWords(const Score& piece, const score::Selection& notes) {
    std::set<int> tracks;
    for (const auto& ref : notes) tracks.insert(ref.track);
    const auto count = counted(static_cast<qlonglong>(notes.size()), PlaceWords::tr("note"),
                               PlaceWords::tr("notes"));
    const auto where = tracks.size() == 1
                           ? QString::fromStdString(piece.track(*tracks.begin()).info.name)
                           : PlaceWords::tr("%1 tracks").arg(tracks.size());
    return PlaceWords::tr("%1 of %2").arg(count, where);
}

QString writtenWords(const Score& piece, const Pointed& pointed, const WrittenFor& written) {
    if (written.currentTrackOnly && pointed.currentTrack < piece.trackCount())
        return QString::fromStdString(piece.track(pointed.currentTrack).info.name);
    if (written.currentTrackOnly || written.families.all())
        return PlaceWords::tr("all instruments");
    QStringList titles;
    for (std::size_t i = 0; i < written.families.size(); ++i) {
        const auto title = encoding::kFamilyInfo[i].title;
        if (written.families.test(i))
            titles << QString::fromUtf8(title.data(), static_cast<qsizetype>(title.size()));
    }
    return titles.join(QStringLiteral(", "));
}

} // namespace

QString placeWords(const Score& piece, const Pointed& pointed, const WrittenFor& written,
                   const models::Capabilities& system) {
    const bool varying = can(system, Verb::VaryPitches) || can(system, Verb::VaryRhythm);
    const auto bars = barsOf(Verb::Infill, piece, pointed, {});
    if (!bars)
        return varying ? PlaceWords::tr("Infill and vary: choose bars or notes")
                       : PlaceWords::tr("Infill: choose bars or notes");
    const auto where = QString::fromStdString(barsText(piece, *bars));
    if (varying && !pointed.notes.empty())
        return PlaceWords::tr("Infill: %1 · vary: %2").arg(where, notesWords(piece, pointed.notes));
    const auto all = PlaceWords::tr("%1 of %2").arg(where, writtenWords(piece, pointed, written));
    return varying ? PlaceWords::tr("Infill and vary: %1").arg(all)
                   : PlaceWords::tr("Infill: %1").arg(all);
}

std::optional<TickRange> barsOfNotes(const Score& piece, const score::Selection& selection) {
    std::optional<std::pair<Tick, Tick>> span;
    for (const auto& ref : selection) {
        const auto* note = piece.track(ref.track).find(ref.id);
        if (!note) continue;
        if (!span) span.emplace(note->onset, note->onset);
        span->first = std::min(span->first, note->onset);
        span->second = std::max(span->second, note->onset);
    }
    if (!span) return std::nullopt;
    return wholeBars(piece, span->first, span->second);
}

Result<TickRange> barsOf(Verb verb, const Score& piece, const Pointed& pointed, TickRange next) {
    const bool chosen = pointed.bars && !pointed.bars->empty();
    const auto ofNotes = barsOfNotes(piece, pointed.notes);
    if (verb == Verb::Continue || (verb == Verb::Compose && !chosen)) return next;
    if (varies(verb) && ofNotes) return *ofNotes;
    if (chosen) return *pointed.bars;
    if (verb == Verb::Accompany && piece.noteCount() > 0)
        return score::barRange(piece, 0, score::barCount(piece));
    if (verb == Verb::Accompany) return Error{"There is nothing to accompany yet: draw some notes"};
    if (ofNotes) return *ofNotes;
    return Error{varies(verb) ? "Select notes, or choose bars in the ruler: those are varied"
                              : "Choose bars in the ruler, or select notes: those bars are filled"};
}

models::Place placeOf(Verb verb, const Score& piece, const Pointed& pointed, TickRange bars,
                      const WrittenFor& written, const Constraints& constraints,
                      const GeneratedNotes& known) {
    PlaceMaker maker(verb, piece, pointed, bars, written);
    maker.chooseTracks();
    maker.choosePitches(constraints);
    maker.lockNotes(constraints, known);
    return std::move(maker).place();
}

TickRange reachedBy(const models::Place& place, const Score& answer) {
    Tick last = place.range.begin;
    for (const int track : answeredTracks(place, answer))
        for (const auto& note :
             answerOf(place.piece.track(track), answer.track(track), place.range).made)
            last = std::max(last, note.onset);
    const auto bars = wholeBars(place.piece, place.range.begin, last);
    return {place.range.begin, std::min(bars.end, place.range.end)};
}

Composition placement(Score& score, const models::Place& place, const Score& answer,
                      TickRange reached, const Constraints& constraints) {
    Composition result;
    const auto wanted = constraintsFor(place, constraints);
    int next = score.trackCount();
    for (const int track : answeredTracks(place, answer)) {
        const auto& info = place.piece.track(track).info;
        auto heard = answerOf(place.piece.track(track), answer.track(track), reached);
        heard.made = constrained(std::move(heard.made), info.isDrums(), wanted);
        if (track < score.trackCount()) {
            auto change = changeOf(score, track, std::move(heard));
            result.made.insert(result.made.end(), change.added.begin(), change.added.end());
            if (!change.removed.empty() || !change.added.empty())
                result.edit.steps.push_back(std::move(change));
        } else if (!heard.made.empty()) {
            for (auto& note : heard.made) note.id = score.newNoteId();
            result.made.insert(result.made.end(), heard.made.begin(), heard.made.end());
            result.edit.steps.push_back(
                score::TrackListChange{next++, score::Track(info, std::move(heard.made)), true});
        }
    }
    return result;
}

} // namespace contrafact::ui
