// SPDX-License-Identifier: GPL-3.0-or-later
// A run folder, read without torch: run.json, metrics.csv, checkpoints/*.safetensors,
// samples/*.mid.
#pragma once

#include "core/base/result.h"
#include "models/api/params.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
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
    std::string device;                   ///< in words
    std::string deviceId;                 ///< cpu | cuda; empty: an older run
    int threads = 0;                      ///< that it computes with; 0: an older run
    std::optional<std::int64_t> maxSteps; ///< its budget, where it has one
    std::optional<double> maxSeconds;
    double seconds = 0;  ///< spent in all sessions
    std::string started; ///< ISO 8601, UTC
    /// "name, step 1200" of the run that it was branched from, or of the checkpoint whose weights it
    /// began with; empty: none.
    std::string parent;
    std::string state;   ///< running | stopped | finished | failed: why
    std::int64_t steps = 0;
    std::map<std::string, double> metrics; ///< latest validation figures
};

/// One curve of metrics.csv; steps ascend.
struct Curve {
    std::string key = {};
    std::vector<double> step = {};
    std::vector<double> value = {};
    std::vector<int> stage = {}; ///< of each step; empty: all of one
};

/// The beginning of metrics.csv up to and with the rows of `step`.
std::string rowsUpTo(const std::string& metrics, std::int64_t step);

Result<RunInfo> readRun(const std::filesystem::path& folder);
Result<std::vector<Curve>> readCurves(const std::filesystem::path& folder);
/// Runs below a folder, newest first; folders that are no runs are passed over.
std::vector<RunInfo> listRuns(const std::filesystem::path& parent);
/// The steps of the music in the run's folder `samples`, ascending.
std::vector<std::int64_t> sampleSteps(const std::filesystem::path& run);
/// samples/step-00001000.mid
std::filesystem::path sampleFile(const std::filesystem::path& run, std::int64_t step);
/// base::dataFolder() / "runs"
std::filesystem::path runsFolder();

} // namespace contrafact::models
