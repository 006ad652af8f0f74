// SPDX-License-Identifier: GPL-3.0-or-later
// An n-gram with interpolated Witten-Bell smoothing: what a network that predicts the next token
// has to beat. (Witten and Bell, The zero-frequency problem, 1991.)
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>

namespace contrafact::models::train {

class Ngram {
public:
    /// @param order tokens of the longest n-gram, >= 1: the next one and those before it
    explicit Ngram(std::int64_t vocabulary, int order = 5);

    /// Learns a song. Tokens are below the vocabulary's size.
    void count(std::span<const int> song);
    /// Of `token` after `before`, of which the last order - 1 count. Adds up to 1 over all tokens.
    double probability(std::span<const int> before, int token) const;
    /// -log p of all tokens of a song but its first, in nats.
    double nats(std::span<const int> song) const;

private:
    struct Context {
        std::int64_t total = 0;
        std::unordered_map<int, std::int64_t> next;
    };
    using Key = std::u32string;
    static Key keyOf(std::span<const int> tokens) { return {tokens.begin(), tokens.end()}; }

    double m_vocabulary;
    std::size_t m_longest; ///< context
    std::unordered_map<Key, Context> m_contexts;
};

} // namespace contrafact::models::train
