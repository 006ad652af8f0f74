// SPDX-License-Identifier: GPL-3.0-or-later
// A sweep: one training for each value of some settings, all else alike. Without torch.
#pragma once

#include "core/base/result.h"
#include "models/api/descriptor.h"

#include <string>
#include <vector>

namespace contrafact::models {

/// One training of a sweep.
struct SweepEntry {
    std::string name; ///< "hidden=128", of its folder as well
    Params params;
};

/// Each value of each key alone, all else as in `base`.
/// @param vary "key=a,b,c" each
/// @return an error for what is not written so, for unknown keys and for values out of range
Result<std::vector<SweepEntry>> sweepEntries(const SystemDescriptor& system, const Params& base,
                                             const std::vector<std::string>& vary);

} // namespace contrafact::models
