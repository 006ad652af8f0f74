// SPDX-License-Identifier: GPL-3.0-or-later
// Several pieces for one request, of which the one with the fewest faults is kept: composing one
// takes milliseconds, and chance has more to say in it than anything learned.
#pragma once

#include "models/api/generation.h"

#include <stop_token>

namespace contrafact::models::compose {

/// As `composer` generates; where the system has the control "choose_from", that many pieces, the
/// first by the request's seed. They are compared without the request's latent offset, so that a
/// slider moves one piece. Which was kept stands in the provenance; whoever is told the music so
/// far is told of that one.
Result<Generated> bestOf(Composer& composer, const GenerationRequest& request,
                         std::stop_token stop);

} // namespace contrafact::models::compose
