// SPDX-License-Identifier: GPL-3.0-or-later
// Finding and opening what composes: a run folder, a checkpoint, or what came with the program.
#pragma once

#include "models/api/generation.h"

#include <filesystem>
#include <memory>
#include <string>

namespace contrafact::models {

/// The checkpoint of `system` that came with the program; of "" the one that
/// a fresh studio opens.
Result<std::filesystem::path> starterCheckpoint(const std::string& system = {});
/// What a name means: "starter", a system's id (its starter), a checkpoint file, or a run folder
/// (its newest good checkpoint). A path that exists goes first.
Result<std::filesystem::path> findModel(const std::string& name);
/// Ready to compose; `runOrFile` as in findModel, but always a path. Loads the networks' library on
/// the first call (slow). Any thread but the GUI's.
Result<std::unique_ptr<Composer>> openModel(const std::filesystem::path& runOrFile);

} // namespace contrafact::models
