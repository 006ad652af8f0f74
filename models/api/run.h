// SPDX-License-Identifier: GPL-3.0-or-later
// A run folder, read without torch: run.json, metrics.csv, checkpoints/*.safetensors,
// samples/*.mid.
#pragma once

#include "core/base/result.h"
#include "models/api/params.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace contrafact::models {

struct RunInfo {
    std::filesystem::path folder;
    std::string system;
    std::string preset; ///< empty when the parameters match none
    Params params;
    std::string corpus;
    std::string corpusHash;
    std::uint64_t seed = 0;
    std::string device;
    std::string started; ///< ISO 8601, UTC
    std::string state;   ///< running | stopped | finished | failed: why
    std::int64_t steps = 0;
    std::map<std::string, double> metrics; ///< latest validation figures
};

/// One curve of metrics.csv; steps ascend.
struct Curve {
    std::string key;
    std::vector<double> step;
    std::vector<double> value;
};

Result<RunInfo> readRun(const std::filesystem::path& folder);
Result<std::vector<Curve>> readCurves(const std::filesystem::path& folder);
/// Runs below a folder, newest first; folders that are no runs are passed over.
std::vector<RunInfo> listRuns(const std::filesystem::path& parent);
/// base::dataFolder() / "runs"
std::filesystem::path runsFolder();

} // namespace contrafact::models
