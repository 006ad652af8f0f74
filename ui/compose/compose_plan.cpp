// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compose/compose_plan.h"

#include "core/encoding/family.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <unordered_set>

namespace contrafact::ui {

namespace {

using score::Note;
using score::Pitch;
using score::Score;
using score::Tick;
using score::TickRange;

constexpr int kBeatsPerBar = 4; // of the networks, whatever the piece's meter is

/// By octaves into [low, high]; to the nearer end when the range is too narrow for that.
Pitch folded(Pitch pitch, Pitch low, Pitch high) {
    while (pitch < low && pitch + Pitch(12) <= high) pitch += Pitch(12);
    while (pitch > high && pitch - Pitch(12) >= low) pitch -= Pitch(12);
    return std::clamp(pitch, low, high);
}

/// The nearest pitch of the scale that is in range, else the range's own answer.
Pitch allowed(Pitch pitch, const Constraints& constraints) {
    const auto [low, high] = std::minmax(constraints.low, constraints.high);
    pitch = folded(pitch, low, high);
    if (!constraints.scale || constraints.scale->contains(pitch)) return pitch;
    for (int distance = 1; distance < 12; ++distance)
        for (const Pitch candidate : {pitch - Pitch(distance), pitch + Pitch(distance)})
            if (candidate >= low && candidate <= high && constraints.scale->contains(candidate))
                return candidate;
    return pitch;
}

Tick rescaled(Tick tick, int from, int to) {
    return Tick((tick.value * to + from / 2) / from);
}

/// Generated notes moved to the region and cut at its end.
std::vector<Note> placed(const score::Track& track, int fromPpq, int toPpq, TickRange region) {
    std::vector<Note> notes;
    for (Note note : track.notes()) {
        const Tick onset = region.begin + rescaled(note.onset, fromPpq, toPpq);
        const Tick end = std::min(region.begin + rescaled(note.end(), fromPpq, toPpq), region.end);
        if (onset >= end) continue;
        note.id = 0;
        note.onset = onset;
        note.length = end - onset;
        notes.push_back(note);
    }
    return notes;
}

/// What a track's region loses: all that sounds there but locked notes and the person's own notes
/// that begin there. Notes that ring in from before come back cut.
score::NoteChange clearing(const Score& score, int index, TickRange region,
                           const Constraints& constraints, const GeneratedNotes& known,
                           std::vector<Note>& own) {
    score::NoteChange change{index, {}, {}};
    score.track(index).forEachIn(region, [&](const Note& note) {
        const bool kept = note.onset >= region.begin && constraints.keepMine && isMine(note, known);
        if (kept || constraints.locked.contains(note.id)) {
            own.push_back(note);
            return;
        }
        change.removed.push_back(note);
        if (note.onset >= region.begin) return;
        change.added.push_back(note);
        change.added.back().length = region.begin - note.onset;
    });
    return change;
}

/// Which track takes a family's notes.
struct Target {
    int track = -1;
    bool allLocked = false; ///< the family has tracks, but none may be changed
};

using Targets = std::array<Target, encoding::kFamilies>;

Targets targetsOf(const Score& score) {
    Targets targets;
    for (int i = 0; i < score.trackCount(); ++i) {
        const auto& info = score.track(i).info;
        auto& target = targets[static_cast<std::size_t>(encoding::familyOf(info))];
        if (target.track >= 0) continue;
        target.allLocked = info.locked;
        if (!info.locked) target.track = i;
    }
    return targets;
}

using FamilyNotes = std::array<std::vector<Note>, encoding::kFamilies>;

FamilyNotes byFamily(const Score& generated, int ppq, TickRange region,
                     const Constraints& constraints) {
    FamilyNotes notes;
    for (int i = 0; i < generated.trackCount(); ++i) {
        const auto& track = generated.track(i);
        auto& all = notes[static_cast<std::size_t>(encoding::familyOf(track.info))];
        auto some = constrained(placed(track, generated.ppq(), ppq, region), track.info.isDrums(),
                                constraints);
        all.insert(all.end(), some.begin(), some.end());
    }
    return notes;
}

/// Gives new ids and notes them down as made by the network.
void claim(Score& score, std::vector<Note>& notes, Composition& result) {
    for (auto& note : notes) note.id = score.newNoteId();
    result.made.insert(result.made.end(), notes.begin(), notes.end());
}

} // namespace

bool isMine(const Note& note, const GeneratedNotes& known) {
    const auto it = known.find(note.id);
    return it == known.end() || !it->second.sounds(note);
}

std::vector<Note> constrained(std::vector<Note> notes, bool drums, const Constraints& constraints) {
    if (drums) return notes;
    for (auto& note : notes) note.pitch = allowed(note.pitch, constraints);
    std::stable_sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) {
        return std::tuple(a.pitch.value, a.onset.value, -a.length.value) <
               std::tuple(b.pitch.value, b.onset.value, -b.length.value);
    });
    // Two pitches may have become one: a note ends where the next of its pitch begins.
    std::vector<Note> kept;
    for (const auto& note : notes) {
        if (!kept.empty() && score::collide(kept.back(), note)) {
            if (kept.back().onset == note.onset) continue;
            kept.back().length = note.onset - kept.back().onset;
        }
        kept.push_back(note);
    }
    std::sort(kept.begin(), kept.end());
    return kept;
}

Score selectedNotes(const Score& score, const score::Selection& selection) {
    Score part = score;
    for (int i = 0; i < score.trackCount(); ++i) {
        std::unordered_set<score::NoteId> ids;
        for (const auto& ref : selection)
            if (ref.track == i) ids.insert(ref.id);
        std::vector<Note> notes;
        for (const auto& note : score.track(i).notes())
            if (ids.contains(note.id)) notes.push_back(note);
        part.editTrack(i).setNotes(std::move(notes));
    }
    return part;
}

int barsCovering(const Score& score, TickRange range) {
    const std::int64_t bar = std::int64_t{kBeatsPerBar} * score.ppq();
    return static_cast<int>(std::max<std::int64_t>(1, (range.length().value + bar - 1) / bar));
}

TickRange nextRegion(const Score& score, int bars) {
    return score::barRange(score, score.noteCount() == 0 ? 0 : score::barCount(score), bars);
}

bool soundsIn(const score::Score& score, int track, score::TickRange range) {
    if (track < 0 || track >= score.trackCount()) return false;
    bool sounds = false;
    score.track(track).forEachIn(range, [&](const score::Note&) { sounds = true; });
    return sounds;
}

int fullestMelodicTrack(const score::Score& score, score::TickRange range, int otherwise) {
    int fullest = otherwise, most = 0;
    for (int i = 0; i < score.trackCount(); ++i) {
        if (score.track(i).info.isDrums()) continue;
        int count = 0;
        score.track(i).forEachIn(range, [&](const score::Note&) { ++count; });
        if (count <= most) continue;
        fullest = i;
        most = count;
    }
    return fullest;
}

std::string barsText(const Score& score, TickRange range) {
    const int first = score.meter.barAt(range.begin) + 1;
    const int last = score.meter.barAt(std::max(range.begin, range.end - Tick(1))) + 1;
    if (first == last) return "bar " + std::to_string(first);
    return "bars " + std::to_string(first) + "–" + std::to_string(last);
}

Composition composition(Score& score, TickRange region, const Score& generated,
                        const Constraints& constraints, const GeneratedNotes& known) {
    Composition result;
    result.edit.label = "Compose " + barsText(score, region);
    const Targets targets = targetsOf(score);
    FamilyNotes notes = byFamily(generated, score.ppq(), region, constraints);
    for (int i = 0; i < score.trackCount(); ++i) {
        const auto& info = score.track(i).info;
        if (info.locked) continue;
        const auto family = static_cast<std::size_t>(encoding::familyOf(info));
        std::vector<Note> own;
        auto change = clearing(score, i, region, constraints, known, own);
        if (targets[family].track == i) {
            std::erase_if(notes[family], [&](const Note& note) {
                return std::any_of(own.begin(), own.end(),
                                   [&](const Note& mine) { return score::collide(mine, note); });
            });
            claim(score, notes[family], result);
            change.added.insert(change.added.end(), notes[family].begin(), notes[family].end());
        }
        if (!change.removed.empty() || !change.added.empty())
            result.edit.steps.push_back(std::move(change));
    }
    int next = score.trackCount();
    for (std::size_t family = 0; family < notes.size(); ++family) {
        if (targets[family].track >= 0 || targets[family].allLocked || notes[family].empty())
            continue;
        claim(score, notes[family], result);
        result.edit.steps.push_back(score::TrackListChange{
            next++,
            score::Track(encoding::trackFor(static_cast<encoding::Family>(family)),
                         std::move(notes[family])),
            true});
    }
    return result;
}

score::ScoreEdit replacement(const Score& from, const Score& to, std::string label) {
    score::ScoreEdit edit{std::move(label), {}};
    for (int i = from.trackCount() - 1; i >= 0; --i)
        edit.steps.push_back(score::TrackListChange{i, from.track(i), false});
    if (score::mapsOf(from) != score::mapsOf(to))
        edit.steps.push_back(score::MapsChange{score::mapsOf(from), score::mapsOf(to)});
    for (int i = 0; i < to.trackCount(); ++i)
        edit.steps.push_back(score::TrackListChange{i, to.track(i), true});
    return edit;
}

} // namespace contrafact::ui
