// SPDX-License-Identifier: GPL-3.0-or-later
// What a composer has learned of a few songs: some kilobytes that are added to a network which
// itself stays as it is. They belong to the checkpoint they were learned with.
#pragma once

#include "core/base/result.h"
#include "models/api/checkpoint.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace contrafact::models {

struct LearnedStyle {
    std::string name;
    std::string system;     ///< its id
    std::string checkpoint; ///< CheckpointInfo::hash of the model
    double natsBefore = 0;  ///< a note, of bars of the songs that were not learned from
    double natsAfter = 0;
    std::map<std::string, TensorData> numbers; ///< as the system names them
};

/// As a checkpoint file is written, without anything that a checkpoint has; checked as one is read.
std::vector<std::byte> encodeStyle(const LearnedStyle& style);
/// `name` is said in errors.
Result<LearnedStyle> decodeStyle(std::span<const std::byte> bytes, const std::string& name);

Result<void> saveStyle(const LearnedStyle& style, const std::filesystem::path& path);
Result<LearnedStyle> loadStyle(const std::filesystem::path& path);

} // namespace contrafact::models
