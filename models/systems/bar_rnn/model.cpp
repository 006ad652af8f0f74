// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/model.h"

#include "models/nn/tensors.h"
#include "models/systems/bar_rnn/feature_numbers.h"

#include <stdexcept>

namespace contrafact::models::bar_rnn {

namespace {

constexpr const char* kChordsOfSongs = "statistics/chords_of_songs_in_";

void saveChords(const Harmony::Chords& chords, const std::string& mode, TensorFile& file) {
    TensorData data{.type = DType::U8, .shape = {std::ssize(chords)}};
    const auto bytes = std::as_bytes(std::span(chords));
    data.bytes.assign(bytes.begin(), bytes.end());
    file.tensors[kChordsOfSongs + mode] = std::move(data);
}

Harmony::Chords loadChords(const std::string& mode, const TensorFile& file) {
    if (!nn::hasTensor(file, kChordsOfSongs + mode)) return {};
    const auto& data = file.tensors.at(kChordsOfSongs + mode);
    if (data.type != DType::U8) throw std::runtime_error("the chords of the songs are no bytes");
    Harmony::Chords chords;
    for (const auto byte : data.bytes) chords.push_back(std::to_integer<std::uint8_t>(byte));
    return chords;
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
    if (harmony.empty()) return;
    saveChords(harmony.songs(false), "major", file);
    saveChords(harmony.songs(true), "minor", file);
}

void Model::load(const TensorFile& file) {
    if (lacksFeatures(file))
        nn::loadModule(*network, "network", withAllFeatures(file));
    else
        nn::loadModule(*network, "network", file);
    harmony = Harmony(loadChords("major", file), loadChords("minor", file));
    network->eval();
}

} // namespace contrafact::models::bar_rnn
