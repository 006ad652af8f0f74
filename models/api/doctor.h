// SPDX-License-Identifier: GPL-3.0-or-later
// The doctor: reads the curves of a training, says what is wrong with it and what to try. A few
// named rules over telemetry; pure, any thread.
#pragma once

#include "models/api/params.h"
#include "models/api/run.h"

#include <map>
#include <string>
#include <vector>

namespace contrafact::models {

struct Finding {
    /// Stable: those of GanWatch, "over-fitting", "memorising", "no-progress", "not-finite",
    /// "vanishing-gradient" or "exploding-gradient".
    std::string rule;
    std::int64_t step = 0; ///< where it was found
    std::string text;      ///< what is wrong and what to try, in words
    /// The settings that the advice would change and their new values, of those the system has; for
    /// ParamSchema::parse(). May be empty.
    std::map<std::string, std::string> change;
};

/// In the order of steps. `trained` are the run's parameters.
std::vector<Finding> diagnose(const std::vector<Curve>& curves, const Params& trained);

} // namespace contrafact::models
