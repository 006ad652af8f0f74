// SPDX-License-Identifier: GPL-3.0-or-later
// Checkpoints are .safetensors files that say what they are: an 8-byte header length, a JSON header
// with tensors and metadata, then the bytes. Opened without torch; a SHA-256 over the data, names,
// types and bounds are checked before anything is believed.
#pragma once

#include "core/base/result.h"
#include "models/api/params.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace contrafact::models {

enum class DType { F32, F16, F64, I64, U8 };
std::size_t sizeOf(DType type);

struct TensorData {
    DType type = DType::F32;
    std::vector<std::int64_t> shape;
    std::vector<std::byte> bytes; ///< row-major, little-endian
};

/// Tensors by name and text metadata by key.
struct TensorFile {
    std::map<std::string, TensorData> tensors;
    std::map<std::string, std::string> metadata;
};

std::vector<std::byte> encodeTensors(const TensorFile& file);
Result<TensorFile> decodeTensors(std::span<const std::byte> bytes, const std::string& name);
/// Atomic: encoded in memory, decoded again to verify, then written and renamed.
Result<void> saveTensors(const TensorFile& file, const std::filesystem::path& path);
Result<TensorFile> loadTensors(const std::filesystem::path& path);

/// The metadata of a checkpoint of this program.
struct CheckpointInfo {
    std::string system;
    int version = 1;
    Params params; ///< training parameters, complete
    std::string encoding;
    std::string corpusName;
    std::string corpusHash;
    std::uint64_t seed = 0;
    std::int64_t step = 0;
    int stage = 0;
    int begun = 0;                         ///< stages that have been trained, if only in part
    bool complete = false;                 ///< every stage has been trained to its end
    std::map<std::string, double> metrics; ///< last validation figures by curve key
    std::string hash;                      ///< of the file's data
    std::filesystem::path path;
};

/// Reads and checks the header only; fast, for lists and dialogs.
Result<CheckpointInfo> peekCheckpoint(const std::filesystem::path& path);
/// The checkpoint a path means: the file itself, or the newest good one of a run folder.
Result<std::filesystem::path> resolveCheckpoint(const std::filesystem::path& runOrFile);

} // namespace contrafact::models
