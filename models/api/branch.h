// SPDX-License-Identifier: GPL-3.0-or-later
// A run that goes on from an earlier checkpoint of another: how advice of the doctor is followed.
// Without torch; any thread.
#pragma once

#include "models/api/doctor.h"
#include "models/api/run.h"

#include <filesystem>

namespace contrafact::models {

/// What of a finding's advice can be followed in mid-run: the changes that no network's shape and
/// no data depend on. May be empty.
std::map<std::string, std::string> changesOnTheWay(const Finding& finding,
                                                   const ParamSchema& schema);

/// The step of the checkpoint to go on from when something was found wrong at `step`: the newest
/// one at or before it, or else the oldest there is.
Result<std::int64_t> branchStep(const std::filesystem::path& run, std::int64_t step);

/// Makes the run folder `to`, which must hold no run yet, out of `from` as it was at branchStep():
/// that checkpoint, the curves and the samples up to it, and in run.json its parent. Training
/// with TrainingRequest::resume goes on there, and its curves join those before.
Result<void> branchRun(const std::filesystem::path& from, std::int64_t step,
                       const std::filesystem::path& to);

} // namespace contrafact::models
