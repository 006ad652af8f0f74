// SPDX-License-Identifier: GPL-3.0-or-later
// Composing as pure functions on scores: what a network is given of the piece, and how its notes
// come into the piece as one edit. Any thread.
#pragma once

#include "core/score/edit.h"
#include "core/score/transforms.h"

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace contrafact::ui {

/// What a person wants of composed notes, whatever the network gives.
struct Constraints {
    std::optional<score::Scale> scale; ///< pitches outside move to the nearest inside
    score::Pitch low = score::kMinPitch;
    score::Pitch high = score::kMaxPitch; ///< pitches outside move by octaves
    bool keepMine = true;                 ///< notes of the region that no network made stay
    std::set<score::NoteId> locked;       ///< notes that stay whoever made them
    bool operator==(const Constraints&) const = default;
};

/// Notes as a network made them, by id: one that was changed by hand since is the person's own.
using GeneratedNotes = std::unordered_map<score::NoteId, score::Note>;
bool isMine(const score::Note& note, const GeneratedNotes& known);

/// Notes of one track under the constraints. Drums are left as they are: their pitches are
/// instruments. Of notes that fall on one pitch at one time the longest stays.
std::vector<score::Note> constrained(std::vector<score::Note> notes, bool drums,
                                     const Constraints& constraints);

/// The selected notes alone, at their places in the piece.
score::Score selectedNotes(const score::Score& score, const score::Selection& selection);

/// Bars of 4/4 that cover `range`; at least 1.
int barsCovering(const score::Score& score, score::TickRange range);

/// The bars that composing goes to when none are chosen: the first `bars` of an empty piece, else
/// those after its end.
score::TickRange nextRegion(const score::Score& score, int bars);

/// Whether a track has a note in `range`.
bool soundsIn(const score::Score& score, int track, score::TickRange range);
/// The track with the most notes in `range`, drums left out; `otherwise` when none sounds there.
int fullestMelodicTrack(const score::Score& score, score::TickRange range, int otherwise);

/// "bar 5", "bars 5–8", counted from 1.
std::string barsText(const score::Score& score, score::TickRange range);

struct Composition {
    score::ScoreEdit edit;
    std::vector<score::Note> made; ///< the generated notes with the ids they have in the edit
};

/// Puts `generated` (from tick 0, any ppq) into `region`. For each instrument family the first
/// track that plays it and is not locked takes its notes; a family that has no track at all gets
/// one; the region of other unlocked tracks is emptied. Locked tracks are left alone, and a family
/// all of whose tracks are locked gets nothing. Only the id counter of `score` changes.
Composition composition(score::Score& score, score::TickRange region, const score::Score& generated,
                        const Constraints& constraints, const GeneratedNotes& known);

/// The edit that turns one score into another: all tracks and the maps.
score::ScoreEdit replacement(const score::Score& from, const score::Score& to, std::string label);

} // namespace contrafact::ui
