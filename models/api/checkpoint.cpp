// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/checkpoint.h"

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "models/api/descriptor.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <limits>

namespace contrafact::models {

namespace fs = std::filesystem;
using Json = nlohmann::json;

static_assert(std::endian::native == std::endian::little, "tensors are written little-endian");

namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kMaxHeader = 100'000'000; // as the format's own reader has it
constexpr const char* kMetadata = "__metadata__";
constexpr const char* kHashKey = "sha256"; // of the data, in the metadata

struct TypeName {
    DType type;
    const char* name;
    std::size_t size;
};
constexpr std::array<TypeName, 5> kTypes{{{DType::F32, "F32", 4},
                                          {DType::F16, "F16", 2},
                                          {DType::F64, "F64", 8},
                                          {DType::I64, "I64", 8},
                                          {DType::U8, "U8", 1}}};

const TypeName& typeName(DType type) {
    return *std::ranges::find(kTypes, type, &TypeName::type);
}

Error damaged(const std::string& name, const std::string& what) {
    return {name + " is not a usable checkpoint: " + what + "; choose another file"};
}

/// The size in bytes that type and shape demand; nothing when it is absurd.
std::optional<std::size_t> demandedBytes(DType type, const std::vector<std::int64_t>& shape) {
    std::size_t total = sizeOf(type);
    for (const auto extent : shape) {
        if (extent < 0) return std::nullopt;
        const auto size = static_cast<std::size_t>(extent);
        if (size != 0 && total > std::numeric_limits<std::size_t>::max() / size)
            return std::nullopt;
        total *= size;
    }
    return total;
}

struct Header {
    Json json;
    std::size_t dataBegin = 0;
};

Result<std::size_t> headerLength(std::span<const std::byte> start, std::uintmax_t fileSize,
                                 const std::string& name) {
    if (start.size() < kLengthBytes) return damaged(name, "it is shorter than a header");
    std::uint64_t length = 0;
    std::memcpy(&length, start.data(), kLengthBytes);
    if (length > kMaxHeader || length > fileSize - kLengthBytes)
        return damaged(name, "its header is cut off or it is another kind of file");
    return static_cast<std::size_t>(length);
}

Result<Json> parseHeader(std::span<const std::byte> text, const std::string& name) {
    const auto* begin = reinterpret_cast<const char*>(text.data());
    auto json = Json::parse(begin, begin + text.size(), nullptr, false);
    if (!json.is_object()) return damaged(name, "its header cannot be read");
    return json;
}

Result<std::map<std::string, std::string>> parseMetadata(const Json& header,
                                                         const std::string& name) {
    std::map<std::string, std::string> metadata;
    const auto at = header.find(kMetadata);
    if (at == header.end()) return metadata;
    if (!at->is_object()) return damaged(name, "its metadata is no object");
    for (const auto& [key, value] : at->items()) {
        if (!value.is_string()) return damaged(name, "its metadata '" + key + "' is no text");
        metadata[key] = value.get<std::string>();
    }
    return metadata;
}

struct Entry {
    std::string name;
    TensorData tensor; // without bytes
    std::size_t begin = 0;
    std::size_t end = 0;
};

bool isCount(const Json& value) {
    return value.is_number_unsigned();
}

/// Fills `entry`, whose name is set.
Result<void> parseEntry(const Json& json, const std::string& file, Entry& entry) {
    const auto bad = [&](const std::string& what) {
        return damaged(file, entry.name + ": " + what);
    };
    if (!json.is_object() || !json.contains("dtype") || !json.contains("shape") ||
        !json.contains("data_offsets"))
        return bad("its description is incomplete");
    const auto& offsets = json["data_offsets"];
    const auto& shape = json["shape"];
    if (!offsets.is_array() || offsets.size() != 2 || !std::ranges::all_of(offsets, isCount) ||
        !shape.is_array() || !std::ranges::all_of(shape, isCount))
        return bad("its shape or offsets are no numbers");
    if (!json["dtype"].is_string()) return bad("its type is no text");
    const auto& typeText = json["dtype"].get_ref<const std::string&>();
    const auto type =
        std::ranges::find_if(kTypes, [&](const TypeName& t) { return typeText == t.name; });
    if (type == kTypes.end()) return bad("its type " + typeText + " is not known");

    entry.tensor.type = type->type;
    entry.tensor.shape = shape.get<std::vector<std::int64_t>>();
    entry.begin = offsets[0].get<std::size_t>();
    entry.end = offsets[1].get<std::size_t>();
    const auto demanded = demandedBytes(entry.tensor.type, entry.tensor.shape);
    if (entry.end < entry.begin || !demanded || *demanded != entry.end - entry.begin)
        return bad("its shape does not fit its bytes");
    return {};
}

/// All entries in order of their offsets; together they must cover the data exactly.
Result<std::vector<Entry>> parseEntries(const Json& header, std::size_t dataSize,
                                        const std::string& file) {
    std::vector<Entry> entries;
    for (const auto& [name, json] : header.items()) {
        if (name == kMetadata) continue;
        auto& entry = entries.emplace_back();
        entry.name = name;
        if (const auto parsed = parseEntry(json, file, entry); !parsed) return parsed.error();
    }
    std::ranges::sort(entries, {}, [](const Entry& e) { return std::pair(e.begin, e.end); });
    std::size_t at = 0;
    for (const auto& entry : entries) {
        if (entry.begin != at)
            return damaged(file, entry.name + ": its bytes overlap or leave a gap");
        at = entry.end;
    }
    if (at != dataSize) return damaged(file, "it is cut off or has extra bytes");
    return entries;
}

Json describe(const TensorData& tensor, std::size_t begin) {
    return {{"dtype", typeName(tensor.type).name},
            {"shape", tensor.shape},
            {"data_offsets", {begin, begin + tensor.bytes.size()}}};
}

std::int64_t toInteger(const std::string& text) {
    return std::strtoll(text.c_str(), nullptr, 10);
}

std::string readVersions(const SystemDescriptor& system) {
    if (system.oldestVersion == system.version) return "version " + std::to_string(system.version);
    return "versions " + std::to_string(system.oldestVersion) + " to " +
           std::to_string(system.version);
}

Result<CheckpointInfo> infoFromMetadata(std::map<std::string, std::string> meta,
                                        const fs::path& path) {
    const auto& system = meta["system"];
    const auto* descriptor = findSystem(system);
    if (!descriptor)
        return damaged(path.string(), system.empty() ? "it was not written by this program"
                                                     : "its system '" + system + "' is not known");
    CheckpointInfo info{.system = system, .path = path};
    info.version = static_cast<int>(toInteger(meta["version"]));
    if (info.version < descriptor->oldestVersion || info.version > descriptor->version)
        return damaged(path.string(), "its layout has version " + meta["version"] +
                                          ", this program reads " + readVersions(*descriptor));
    auto params = paramsFromJson(descriptor->training, meta["params"]);
    if (!params) return damaged(path.string(), params.message());
    info.params = std::move(params).value();
    info.encoding = meta["encoding"];
    info.corpusName = meta["corpus"];
    info.corpusHash = meta["corpus_hash"];
    info.seed = static_cast<std::uint64_t>(std::strtoull(meta["seed"].c_str(), nullptr, 10));
    info.step = toInteger(meta["step"]);
    info.stage = static_cast<int>(toInteger(meta["stage"]));
    info.complete = meta["complete"] == "true";
    const auto& begun = meta["begun"]; // older files do not tell: the stages that had ended
    info.begun = begun.empty() ? info.stage : static_cast<int>(toInteger(begun));
    info.hash = meta[kHashKey];
    const auto metrics = Json::parse(meta["metrics"], nullptr, false);
    if (metrics.is_object())
        for (const auto& [key, value] : metrics.items())
            if (value.is_number()) info.metrics[key] = value.get<double>();
    return info;
}

Result<Json> readHeader(const fs::path& path) {
    std::error_code ec;
    const auto size = fs::file_size(path, ec);
    std::ifstream in(path, std::ios::binary);
    if (ec || !in) return Error{"cannot open the checkpoint " + path.string()};
    std::vector<std::byte> start(std::min<std::uintmax_t>(kLengthBytes, size));
    in.read(reinterpret_cast<char*>(start.data()), static_cast<std::streamsize>(start.size()));
    const auto length = headerLength(start, size, path.string());
    if (!length) return length.error();
    std::vector<std::byte> text(*length);
    in.read(reinterpret_cast<char*>(text.data()), static_cast<std::streamsize>(text.size()));
    if (!in) return Error{"cannot read the checkpoint " + path.string()};
    auto header = parseHeader(text, path.string());
    if (!header) return header;
    const auto entries = parseEntries(*header, size - kLengthBytes - *length, path.string());
    if (!entries) return entries.error();
    return header;
}

} // namespace

std::size_t sizeOf(DType type) {
    return typeName(type).size;
}

std::vector<std::byte> encodeTensors(const TensorFile& file) {
    Json header = Json::object();
    base::Sha256 hash;
    std::size_t at = 0;
    for (const auto& [name, tensor] : file.tensors) {
        header[name] = describe(tensor, at);
        hash.add(tensor.bytes);
        at += tensor.bytes.size();
    }
    auto metadata = file.metadata;
    metadata[kHashKey] = hash.hex();
    header[kMetadata] = metadata;

    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' '); // keeps the data aligned
    const std::uint64_t length = text.size();
    std::vector<std::byte> out(kLengthBytes + text.size() + at);
    std::memcpy(out.data(), &length, kLengthBytes);
    std::memcpy(out.data() + kLengthBytes, text.data(), text.size());
    auto* data = out.data() + kLengthBytes + text.size();
    for (const auto& [name, tensor] : file.tensors)
        data = std::ranges::copy(tensor.bytes, data).out;
    return out;
}

Result<TensorFile> decodeTensors(std::span<const std::byte> bytes, const std::string& name) {
    const auto length = headerLength(bytes, bytes.size(), name);
    if (!length) return length.error();
    const auto header = parseHeader(bytes.subspan(kLengthBytes, *length), name);
    if (!header) return header.error();
    const auto data = bytes.subspan(kLengthBytes + *length);
    auto entries = parseEntries(*header, data.size(), name);
    if (!entries) return entries.error();
    auto metadata = parseMetadata(*header, name);
    if (!metadata) return metadata.error();
    if (metadata.value()[kHashKey] != base::sha256(data))
        return damaged(name, "its checksum does not match (the file was damaged)");

    TensorFile file{.metadata = std::move(metadata).value()};
    for (auto& entry : entries.value()) {
        const auto part = data.subspan(entry.begin, entry.end - entry.begin);
        entry.tensor.bytes.assign(part.begin(), part.end());
        file.tensors[entry.name] = std::move(entry.tensor);
    }
    return file;
}

Result<void> saveTensors(const TensorFile& file, const fs::path& path) {
    const auto bytes = encodeTensors(file);
    if (const auto back = decodeTensors(bytes, path.string()); !back) return back.error();
    return base::writeFileAtomically(path, bytes);
}

Result<TensorFile> loadTensors(const fs::path& path) {
    const auto bytes = base::readFile(path);
    if (!bytes) return bytes.error();
    return decodeTensors(*bytes, path.string());
}

Result<CheckpointInfo> peekCheckpoint(const fs::path& path) {
    const auto header = readHeader(path);
    if (!header) return header.error();
    auto metadata = parseMetadata(*header, path.string());
    if (!metadata) return metadata.error();
    return infoFromMetadata(std::move(metadata).value(), path);
}

Result<fs::path> resolveCheckpoint(const fs::path& runOrFile) {
    std::error_code ec;
    if (fs::is_regular_file(runOrFile, ec)) return runOrFile;
    const auto folder = runOrFile / "checkpoints";
    if (!fs::is_directory(folder, ec))
        return Error{runOrFile.string() + " is neither a checkpoint nor a run folder"};

    std::vector<std::pair<std::int64_t, fs::path>> found;
    std::string why;
    for (const auto& entry : fs::directory_iterator(folder, ec)) {
        if (entry.path().extension() != ".safetensors") continue;
        const auto info = peekCheckpoint(entry.path());
        if (info)
            found.emplace_back(info->step, entry.path());
        else
            why = " (" + info.message() + ")";
    }
    std::ranges::sort(found, std::greater());
    for (const auto& [step, path] : found) {
        if (const auto whole = loadTensors(path); whole) return path;
    }
    return Error{"there is no usable checkpoint in " + folder.string() + why +
                 "; train for a while first"};
}

} // namespace contrafact::models
