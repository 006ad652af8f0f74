// SPDX-License-Identifier: GPL-3.0-or-later
// The way from a request to a composer and back, the same for every system: refusals by name,
// places in pieces, what the answer must tell.
#pragma once

#include "models/api/generation.h"

#include <stop_token>

namespace contrafact::models::compose {

/// Generates with `composer`, which knows nothing of places unless its capabilities say so.
Result<Generated> ask(Composer& composer, const GenerationRequest& request, std::stop_token stop);

} // namespace contrafact::models::compose
