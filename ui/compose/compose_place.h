// SPDX-License-Identifier: GPL-3.0-or-later
// Composing in the middle of a piece, as pure functions: which bars, tracks, pitches and notes a
// verb means, and how what the network answers becomes one edit. Any thread.
#pragma once

#include "core/base/result.h"
#include "core/encoding/family.h"
#include "core/score/transforms.h"
#include "models/api/generation.h"
#include "ui/compose/compose_plan.h"
#include "ui/compose/verbs.h"

#include <bitset>

namespace contrafact::ui {

/// Which instruments are written for.
struct WrittenFor {
    std::bitset<encoding::kFamilies> families = std::bitset<encoding::kFamilies>().set();
    bool currentTrackOnly = false;
    bool operator==(const WrittenFor&) const = default;
};

/// What of the piece a person points at.
struct Pointed {
    std::optional<score::TickRange> bars; ///< chosen in the ruler
    score::Selection notes;               ///< selected in the roll
    int currentTrack = 0;
};

/// The bars in which the selected notes begin; none without notes.
std::optional<score::TickRange> barsOfNotes(const score::Score& piece,
                                            const score::Selection& selection);

/// The bars that a verb works on.
/// @param next where new music goes when nothing is chosen
/// The error says what must be chosen first.
Result<score::TickRange> barsOf(Verb verb, const score::Score& piece, const Pointed& pointed,
                                score::TickRange next);

/// What infilling and varying would change now: "Infill and vary: bars 2–3 of all instruments",
/// "Infill: bar 4 · vary: 1 note of Bass". Says what to choose when nothing is.
QString placeWords(const score::Score& piece, const Pointed& pointed, const WrittenFor& written,
                   const models::Capabilities& system);

/// Where a verb's music goes. Selected notes are varied alone: the others of their bars stay.
models::Place placeOf(Verb verb, const score::Score& piece, const Pointed& pointed,
                      score::TickRange bars, const WrittenFor& written,
                      const Constraints& constraints, const GeneratedNotes& known);

/// How far music that was cut has come: the end of the bar of the last note that is new.
score::TickRange reachedBy(const models::Place& place, const score::Score& answer);

/// The edit that brings `answer` (the place's whole piece, with its music in it) into `score`, the
/// piece as it is now: what was changed by hand in the meantime stays. Only notes that begin in
/// `reached` come and go.
Composition placement(score::Score& score, const models::Place& place, const score::Score& answer,
                      score::TickRange reached, const Constraints& constraints);

} // namespace contrafact::ui
