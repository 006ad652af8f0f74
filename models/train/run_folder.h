// SPDX-License-Identifier: GPL-3.0-or-later
// The run folder as it is written: run.json, metrics.csv, checkpoints/, samples/.
#pragma once

#include "core/base/result.h"
#include "models/api/run.h"
#include "models/train/system.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

namespace contrafact::models::train {

class RunFolder {
public:
    RunFolder(const SystemDescriptor& descriptor, std::filesystem::path folder)
        : m_descriptor(descriptor)
        , m_folder(std::move(folder)) {}

    RunFolder(const RunFolder&) = delete;
    RunFolder& operator=(const RunFolder&) = delete;
    ~RunFolder();

    /// Makes the folder, to be written by this process alone. One that holds a run already is an
    /// error, and one that another training writes to is, with its process id.
    Result<void> create();
    /// The same for a run that is there.
    Result<void> lock();
    /// Removes what create() made, of a run in which nothing was trained; other files stay.
    void takeBack();
    Result<void> writeInfo(const RunInfo& info) const;
    /// Opens metrics.csv for appending; rows after `step` are dropped.
    Result<void> openMetrics(std::int64_t step);
    /// Appends one row and flushes it. False on a full disk.
    bool writeRow(const StepSample& sample);

    /// Keeps the newest two, some of those before them, the older the fewer, for
    /// api/branch.h, and, when `best`, this one as best.safetensors as well.
    Result<std::filesystem::path> saveCheckpoint(const TensorFile& file, std::int64_t step,
                                                 bool best);
    Result<void> saveSample(const Sample& sample, std::int64_t step) const;

    const std::filesystem::path& path() const { return m_folder; }

private:
    void dropOldCheckpoints() const;

    const SystemDescriptor& m_descriptor;
    std::filesystem::path m_folder;
    std::ofstream m_metrics;
    int m_lock = -1; ///< descriptor of the lock file, held as long as this lives
};

} // namespace contrafact::models::train
