// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/model.h"

#include "models/nn/tensors.h"
#include "models/systems/bar_rnn/feature_numbers.h"

#include <stdexcept>

namespace contrafact::models::bar_rnn {

namespace {

constexpr const char* kMajorChords = "statistics/chords_of_songs_in_major";
constexpr const char* kMinorChords = "statistics/chords_of_songs_in_minor";
constexpr const char* kArrangements = "statistics/arrangements";

using Bytes = std::vector<std::uint8_t>;

void saveBytes(const Bytes& bytes, const std::string& name, TensorFile& file) {
    TensorData data{.type = DType::U8, .shape = {std::ssize(bytes)}};
    const auto raw = std::as_bytes(std::span(bytes));
    data.bytes.assign(raw.begin(), raw.end());
    file.tensors[name] = std::move(data);
}

Bytes loadBytes(const std::string& name, const TensorFile& file) {
    if (!nn::hasTensor(file, name)) return {};
    const auto& data = file.tensors.at(name);
    if (data.type != DType::U8) throw std::runtime_error("\"" + name + "\" are no bytes");
    Bytes bytes;
    for (const auto byte : data.bytes) bytes.push_back(std::to_integer<std::uint8_t>(byte));
    return bytes;
}

void save(const Manner& manner, TensorFile& file) {
    if (!manner.harmony.empty()) {
        saveBytes(manner.harmony.songs(false), kMajorChords, file);
        saveBytes(manner.harmony.songs(true), kMinorChords, file);
    }
    if (!manner.arrangements.empty()) saveBytes(manner.arrangements.bytes(), kArrangements, file);
}

Manner loadManner(const TensorFile& file) {
    return {Harmony(loadBytes(kMajorChords, file), loadBytes(kMinorChords, file)),
            Arrangements::fromBytes(loadBytes(kArrangements, file))};
}

constexpr const char* kFeatureTable = "network/features.weight";

bool lacksFeatures(const TensorFile& file) {
    const auto table = file.tensors.find(kFeatureTable);
    return table != file.tensors.end() && table->second.shape.size() == 2 &&
           table->second.shape[0] == kFeaturesBefore3;
}

/// The features of older versions are the first of today's; what they lack counts nothing.
TensorFile withAllFeatures(TensorFile file) {
    auto& table = file.tensors.at(kFeatureTable);
    table.bytes.resize(table.bytes.size() / kFeaturesBefore3 * kFeatures);
    table.shape[0] = kFeatures;
    return file;
}

} // namespace

FeatureChoice featureChoice(const Params& training) {
    return {.history = training.flag("history"),
            .sounding = training.flag("sounding"),
            .ahead = training.flag("ahead"),
            .attributes = training.flag("attributes"),
            .key = training.flag("key")};
}

Model::Model(const Params& training)
    : choice(featureChoice(training))
    , network(NetworkOptions::from(training)) {}

void Model::save(TensorFile& file) const {
    nn::saveModule(*network, "network", file);
    bar_rnn::save(manner, file);
}

void Model::load(const TensorFile& file) {
    if (lacksFeatures(file))
        nn::loadModule(*network, "network", withAllFeatures(file));
    else
        nn::loadModule(*network, "network", file);
    manner = loadManner(file);
    network->eval();
}

} // namespace contrafact::models::bar_rnn
