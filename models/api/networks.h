// SPDX-License-Identifier: GPL-3.0-or-later
// The face of the shared library that holds the networks (LibTorch costs 400 ms and 160 MB to load,
// so it is opened on a worker after the first paint).
#pragma once

#include "models/api/generation.h"
#include "models/api/training.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace contrafact::models {

struct DeviceInfo {
    std::string id;    ///< cpu | cuda
    std::string title; ///< "CPU · 2 threads", "NVIDIA ..."
};

/// What goes into an exported checkpoint besides its own weights.
struct ExportOptions {
    /// What the checkpoint keeps of songs besides weights is measured on these anew; may be null.
    std::shared_ptr<const corpus::Corpus> songs = {};
    /// A run or checkpoint of the same networks whose weights are averaged in, where
    /// SystemDescriptor::learnsOn; empty: none. Of two that have learned on from the same weights
    /// the average is often better than either (Wortsman et al., Model soups, 2022).
    std::filesystem::path averagedWith = {};
    double share = 0.5; ///< of the other's weights, 0..1
};

class Networks {
public:
    virtual ~Networks() = default;
    virtual std::vector<DeviceInfo> devices() const = 0;
    virtual std::string version() const = 0; ///< LibTorch's
    /// A sentence when a small matrix product is far too slow (reference BLAS), else empty.
    virtual std::string blasWarning() const = 0;
    /// Runs to the end on the calling thread. Exceptions of torch come out as errors.
    virtual Result<void> train(const TrainingRequest& request, TrainingChannel& channel) = 0;
    /// `checkpoint` may be a run folder: its newest good checkpoint.
    virtual Result<std::unique_ptr<Composer>> open(const std::filesystem::path& checkpoint) = 0;
    /// Writes what composing needs of a fully trained run or checkpoint, in half precision.
    virtual Result<void> exportCheckpoint(const std::filesystem::path& runOrFile,
                                          const std::filesystem::path& path,
                                          const ExportOptions& options = {}) = 0;
};

/// Opens the library once, on the first call (slow); later calls return the same object.
/// Thread-safe.
Result<Networks*> loadNetworks();
/// True when loadNetworks() has succeeded before; never waits.
bool networksLoaded();

} // namespace contrafact::models
