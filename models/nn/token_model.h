// SPDX-License-Identifier: GPL-3.0-or-later
// What a checkpoint holds of a system that predicts the next token: the tokens by name, how songs
// begin, and the network.
#pragma once

#include "models/api/checkpoint.h"
#include "models/nn/token_net.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace contrafact::models::nn {

struct TokenModel {
    /// The vocabulary is set later, by setTokens() or load().
    explicit TokenModel(const TokenNetOptions& theOptions)
        : options(theOptions) {}

    /// Sorts them, drops doubles and makes a network for them.
    void setTokens(std::vector<std::string> tokens);
    std::optional<int> find(std::string_view token) const;
    /// Tokens that are not known are left out.
    std::vector<int> find(std::span<const std::string> tokens) const;

    void save(TensorFile& file) const;
    /// Throws std::runtime_error for a file of another network.
    void load(const TensorFile& file);

    TokenNetOptions options;
    std::vector<std::string> names;         ///< sorted; a token is an index
    std::vector<std::vector<int>> openings; ///< of training songs, each with some tokens
    TokenNet network{nullptr};
};

} // namespace contrafact::models::nn
