// SPDX-License-Identifier: GPL-3.0-or-later
// What every system's composer does: check a request, leave silent tracks out, tell how the music
// was made.
#pragma once

#include "core/encoding/segment.h"
#include "models/api/generation.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace contrafact::models::compose {

/// Controls that fit the schema, 1 to kMostBars bars, and none or `sliders` latent offsets.
Result<void> checkRequest(const GenerationRequest& request, const CheckpointInfo& info,
                          std::int64_t sliders);

/// Segments end to end, without the tracks that stay silent.
score::Score soundingTracks(const std::vector<encoding::Segment>& segments);

/// Names and weights of the styles, for `own` below.
nlohmann::json stylesTold(const GenerationRequest& request);

/// Generated::provenance: what all systems tell, and what is particular to one (`own`, an object).
std::string provenance(const GenerationRequest& request, const CheckpointInfo& info,
                       const nlohmann::json& own);

} // namespace contrafact::models::compose
