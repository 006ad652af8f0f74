// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compose/placing.h"

#include "core/encoding/family.h"
#include "core/score/excerpt.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <unordered_set>
#include <utility>

namespace contrafact::models::compose {

namespace {

using score::Note;
using score::Score;
using score::Tick;
using score::TickRange;

constexpr int kBeatsPerBar = 4; // of the networks, whatever the piece's meter is
constexpr int kBarsContinued = 16;

std::vector<int> tracksOf(const Place& place) {
    if (!place.tracks.empty()) return place.tracks;
    std::vector<int> all;
    for (int i = 0; i < place.piece.trackCount(); ++i)
        if (!place.piece.track(i).info.locked) all.push_back(i);
    return all;
}

class Locks {
public:
    explicit Locks(const Place& place)
        : m_place(place)
        , m_locked(place.locked.begin(), place.locked.end()) {}
    /// Whether the place replaces that note of one of its tracks.
    bool gives(const Note& note) const {
        return m_place.range.contains(note.onset) && note.pitch >= m_place.low &&
               note.pitch <= m_place.high && !m_locked.contains(note.id);
    }

private:
    const Place& m_place;
    std::unordered_set<score::NoteId> m_locked;
};

/// By octaves into the place's pitches; nothing where there is no such octave.
std::optional<score::Pitch> folded(score::Pitch pitch, const Place& place) {
    constexpr score::Pitch kOctave(12);
    while (pitch < place.low) pitch += kOctave;
    while (pitch > place.high) pitch -= kOctave;
    return pitch < place.low ? std::nullopt : std::optional(pitch);
}

/// Generated notes moved to the place and cut at its end.
std::vector<Note> moved(const score::Track& track, int ppq, const Place& place) {
    const auto scaled = [&](Tick tick) {
        return Tick((tick.value * place.piece.ppq() + ppq / 2) / ppq);
    };
    std::vector<Note> notes;
    for (Note note : track.notes()) {
        const Tick onset = place.range.begin + scaled(note.onset);
        const Tick end = std::min(place.range.begin + scaled(note.end()), place.range.end);
        const auto pitch =
            track.info.isDrums() ? std::optional(note.pitch) : folded(note.pitch, place);
        const bool outside = !pitch || *pitch < place.low || *pitch > place.high;
        if (onset >= end || outside) continue;
        notes.push_back({onset, end - onset, *pitch, note.velocity, 0});
    }
    return notes;
}

/// Which notes each track of the piece is given; one more entry for each family without a track.
struct Shares {
    std::vector<std::vector<Note>> byTrack;
    std::array<std::vector<Note>, encoding::kFamilies> newTracks;
};

void append(std::vector<Note>& to, const std::vector<Note>& notes) {
    to.insert(to.end(), notes.begin(), notes.end());
}

Shares sharesOf(const Place& place, const Score& generated) {
    const auto tracks = tracksOf(place);
    const auto familyOf = [&](int track) {
        return encoding::familyOf(place.piece.track(track).info);
    };
    const auto pitched = std::ranges::find_if(
        tracks, [&](int track) { return familyOf(track) != encoding::Family::Drums; });
    Shares shares;
    shares.byTrack.resize(static_cast<std::size_t>(place.piece.trackCount()));
    for (int i = 0; i < generated.trackCount(); ++i) {
        const auto family = encoding::familyOf(generated.track(i).info);
        const auto notes = moved(generated.track(i), generated.ppq(), place);
        const auto target =
            std::ranges::find_if(tracks, [&](int track) { return familyOf(track) == family; });
        const bool alone = generated.trackCount() == 1 && family != encoding::Family::Drums;
        if (target != tracks.end())
            append(shares.byTrack[static_cast<std::size_t>(*target)], notes);
        else if (alone && pitched != tracks.end())
            append(shares.byTrack[static_cast<std::size_t>(*pitched)], notes);
        else if (place.tracks.empty())
            append(shares.newTracks[static_cast<std::size_t>(family)], notes);
    }
    for (auto& notes : shares.byTrack) std::sort(notes.begin(), notes.end());
    return shares;
}

/// `notes` in their rhythm, with the pitches that the generated music has at their times.
std::vector<Note> withPitchesOf(std::vector<Note> notes, const std::vector<Note>& generated) {
    if (generated.empty()) return notes;
    std::ptrdiff_t inChord = 0;
    for (std::size_t i = 0; i < notes.size(); ++i) {
        inChord = i > 0 && notes[i].onset == notes[i - 1].onset ? inChord + 1 : 0;
        const auto after = std::ranges::upper_bound(generated, notes[i].onset, {}, &Note::onset);
        const auto at = std::max<std::ptrdiff_t>(0, after - generated.begin() - 1 - inChord);
        notes[i].pitch = generated[static_cast<std::size_t>(at)].pitch;
    }
    return notes;
}

/// The generated notes, with the pitches of `notes` one after the other, again and again.
std::vector<Note> withPitchesFrom(const std::vector<Note>& notes, std::vector<Note> generated) {
    for (std::size_t i = 0; i < generated.size() && !notes.empty(); ++i)
        generated[i].pitch = notes[i % notes.size()].pitch;
    return generated.empty() ? notes : generated;
}

std::vector<Note> varied(KeptPart kept, const std::vector<Note>& old, std::vector<Note> generated) {
    switch (kept) {
    case KeptPart::Nothing:
        return generated;
    case KeptPart::Rhythm:
        return withPitchesOf(old, generated);
    case KeptPart::Pitches:
        return withPitchesFrom(old, std::move(generated));
    }
    return generated;
}

/// Makes room for `note`: it ends where a later one begins, and a composed one (from `composed` on)
/// that still sounds ends for it. False where a note that stays is struck at its onset or still
/// sounds.
bool makeRoom(std::vector<Note>& notes, std::size_t composed, Note& note) {
    for (std::size_t i = 0; i < notes.size(); ++i) {
        auto& other = notes[i];
        if (!score::collide(other, note)) continue;
        if (other.onset > note.onset)
            note.length = other.onset - note.onset;
        else if (i >= composed && other.onset < note.onset)
            other.length = note.onset - other.onset;
        else
            return false;
    }
    return true;
}

/// `notes` beside what stays, shortened where they collide, with ids of the piece.
void addFitting(std::vector<Note>& stays, const std::vector<Note>& notes, Score& piece) {
    const auto composed = stays.size();
    for (Note note : notes) {
        if (!makeRoom(stays, composed, note)) continue;
        if (note.id == 0) note.id = piece.newNoteId();
        stays.push_back(note);
    }
}

TickRange before(const Place& place) {
    const Tick most(std::int64_t{kBarsContinued} * kBeatsPerBar * place.piece.ppq());
    return {std::max(Tick(0), place.range.begin - most), place.range.begin};
}

std::size_t notesIn(const Place& place) {
    const Locks locks(place);
    std::size_t count = 0;
    for (const int track : tracksOf(place))
        for (const auto& note : place.piece.track(track).notes()) count += locks.gives(note);
    return count;
}

} // namespace

Result<void> checkCapabilities(const GenerationRequest& request, const SystemDescriptor& system) {
    const auto& can = system.capabilities;
    const auto refused = [&](const char* what) { return Error{system.title + " cannot " + what}; };
    if (request.continueFrom && !can.continues) return refused("continue given music");
    if (request.target && !can.blends) return refused("blend two pieces");
    if (!request.styles.empty() && !can.styles) return refused("mix in the style of songs");
    if (!request.chords.empty() && !can.followsChords) return refused("follow given chords");
    if (request.place && request.continueFrom)
        return Error{"a place continues what its piece has before it; give no other music"};
    return request.place ? checkPlace(*request.place, system) : Result<void>();
}

Result<void> checkPlace(const Place& place, const SystemDescriptor& system) {
    if (place.range.begin < Tick(0) || place.range.empty())
        return Error{"the range to compose in is empty"};
    if (place.low > place.high) return Error{"the pitches to compose in are none"};
    bool pitched = false;
    for (const int track : place.tracks) {
        if (track < 0 || track >= place.piece.trackCount())
            return Error{"there is no track " + std::to_string(track + 1) + " in the piece"};
        const auto& info = place.piece.track(track).info;
        if (info.locked) return Error{"the track " + info.name + " is locked"};
        if (system.capabilities.oneInstrument && info.isDrums())
            return Error{system.title + " cannot compose drums; choose one pitched track"};
        if (system.capabilities.oneInstrument && std::exchange(pitched, true))
            return Error{system.title + " cannot compose several tracks at once; choose one"};
    }
    if (place.kept != KeptPart::Nothing && notesIn(place) == 0)
        return Error{"there are no notes in " + placeText(place) + " to vary"};
    return {};
}

GenerationRequest requestFor(const GenerationRequest& request, const SystemDescriptor& system) {
    auto asked = request;
    const auto& place = *request.place;
    const auto bar = std::int64_t{kBeatsPerBar} * place.piece.ppq();
    asked.bars = static_cast<int>((place.range.length().value + bar - 1) / bar);
    if (system.capabilities.continues && place.range.begin > Tick(0)) {
        auto music = score::excerpt(place.piece, before(place));
        if (music.noteCount() > 0) asked.continueFrom = std::move(music);
    }
    if (request.onMusic)
        asked.onMusic = [&request](const Score& music) {
            request.onMusic(putIn(*request.place, music));
        };
    return asked;
}

Score putIn(const Place& place, const Score& generated) {
    Score piece = place.piece;
    auto shares = sharesOf(place, generated);
    const Locks locks(place);
    for (const int track : tracksOf(place)) {
        std::vector<Note> stays, old;
        for (const auto& note : piece.track(track).notes())
            (locks.gives(note) ? old : stays).push_back(note);
        auto& share = shares.byTrack[static_cast<std::size_t>(track)];
        addFitting(stays, varied(place.kept, old, std::move(share)), piece);
        piece.editTrack(track).setNotes(std::move(stays));
    }
    if (place.kept != KeptPart::Nothing) return piece;
    for (std::size_t family = 0; family < shares.newTracks.size(); ++family) {
        std::vector<Note> notes;
        addFitting(notes, shares.newTracks[family], piece);
        if (notes.empty()) continue;
        const auto info = encoding::trackFor(static_cast<encoding::Family>(family));
        piece.addTrack(score::Track(info, std::move(notes)));
    }
    return piece;
}

std::vector<std::string> remarksOn(const Place& place, const SystemDescriptor& system) {
    const auto& can = system.capabilities;
    std::vector<std::string> remarks;
    if (!can.infills || !can.accompanies)
        remarks.push_back(system.title + " does not see " +
                          (can.infills       ? "the other tracks"
                           : can.accompanies ? "what comes after the place"
                                             : "what is around the place") +
                          ": its notes were put in afterwards, and nothing else changed");
    if (place.kept == KeptPart::Pitches && !can.variesRhythm)
        remarks.push_back(system.title +
                          " does not take given pitches: its rhythm was given to them afterwards");
    if (place.kept == KeptPart::Rhythm && !can.variesPitches)
        remarks.push_back(system.title +
                          " does not take a given rhythm: its pitches were put on it afterwards");
    return remarks;
}

std::string placeText(const Place& place) {
    const auto& meter = place.piece.meter;
    const int first = meter.barAt(place.range.begin) + 1;
    const int last = meter.barAt(std::max(place.range.begin, place.range.end - Tick(1))) + 1;
    std::string text = first == last ? "bar " + std::to_string(first)
                                     : "bars " + std::to_string(first) + "-" + std::to_string(last);
    for (std::size_t i = 0; i < place.tracks.size(); ++i)
        text += (i ? ", " : " of ") + place.piece.track(place.tracks[i]).info.name;
    return text;
}

} // namespace contrafact::models::compose
