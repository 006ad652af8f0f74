// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/token_model.h"

#include "models/nn/tensors.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace contrafact::models::nn {

namespace {

constexpr const char* kNetworkPrefix = "network";
constexpr const char* kTokensKey = "tokens";
constexpr const char* kOpeningsKey = "openings";

} // namespace

void TokenModel::setTokens(std::vector<std::string> tokens) {
    names = std::move(tokens);
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    options.vocabulary = static_cast<std::int64_t>(names.size());
    network = TokenNet(options);
}

std::optional<int> TokenModel::find(std::string_view token) const {
    const auto at = std::ranges::lower_bound(names, token);
    if (at == names.end() || *at != token) return std::nullopt;
    return static_cast<int>(at - names.begin());
}

std::vector<int> TokenModel::find(std::span<const std::string> tokens) const {
    std::vector<int> found;
    for (const auto& token : tokens)
        if (const auto index = find(token)) found.push_back(*index);
    return found;
}

void TokenModel::save(TensorFile& file) const {
    nn::saveModule(*network, kNetworkPrefix, file);
    file.metadata[kTokensKey] = nlohmann::json(names).dump();
    file.metadata[kOpeningsKey] = nlohmann::json(openings).dump();
}

void TokenModel::load(const TensorFile& file) {
    const auto text = [&](const char* key) {
        const auto at = file.metadata.find(key);
        if (at == file.metadata.end())
            throw std::runtime_error("the checkpoint's " + std::string(key) + " are missing");
        return nlohmann::json::parse(at->second);
    };
    setTokens(text(kTokensKey).get<std::vector<std::string>>());
    openings = text(kOpeningsKey).get<std::vector<std::vector<int>>>();
    for (const auto& opening : openings)
        for (const int token : opening)
            if (token < 0 || token >= options.vocabulary)
                throw std::runtime_error("the checkpoint's openings have unknown tokens");
    nn::loadModule(*network, kNetworkPrefix, file);
}

} // namespace contrafact::models::nn
