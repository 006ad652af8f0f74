// SPDX-License-Identifier: GPL-3.0-or-later
// Composing at a place of a piece, for every system: what the system is asked for, and how its
// notes come into the piece so that nothing outside of the place changes.
#pragma once

#include "models/api/generation.h"

#include <string>
#include <vector>

namespace contrafact::models::compose {

/// Names what of the request the system cannot do.
Result<void> checkCapabilities(const GenerationRequest& request, const SystemDescriptor& system);

/// Checks that the place is in its piece and can take notes of that system.
Result<void> checkPlace(const Place& place, const SystemDescriptor& system);

/// What `system` is asked for on behalf of a place: as many bars of 4/4 as the range covers, and
/// what the piece has before it to continue, where the system does that.
GenerationRequest requestFor(const GenerationRequest& request, const SystemDescriptor& system);

/// The piece with `generated` (from tick 0, any ppq) in the place. A family's notes go to the first
/// track of the place that plays it; where the place names no tracks, a family that has none gets
/// one. Of the notes there those in `locked`, on other tracks, of other pitches or onsets outside
/// of the range stay byte for byte, and a generated note that would collide with one of them is
/// left out. With kept pitches or rhythm the notes there are given the other half of the generated
/// ones.
score::Score putIn(const Place& place, const score::Score& generated);

/// What the answer to such a request must tell: how little of the place the network saw.
std::vector<std::string> remarksOn(const Place& place, const SystemDescriptor& system);

/// "bars 9-16 of Bass, Drums"
std::string placeText(const Place& place);

} // namespace contrafact::models::compose
