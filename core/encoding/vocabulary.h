// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens as numbers in -1..1, the language of networks that write one number a step: a token's
// place in the sorted vocabulary, scaled. Neighbours in the order are neighbours as numbers. Pure;
// any thread.
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace contrafact::encoding {

template<typename Token>
class Vocabulary {
public:
    Vocabulary() = default;
    /// Of any tokens; sorts them and drops doubles.
    explicit Vocabulary(std::vector<Token> tokens)
        : m_tokens(std::move(tokens)) {
        std::ranges::sort(m_tokens);
        const auto doubles = std::ranges::unique(m_tokens);
        m_tokens.erase(doubles.begin(), doubles.end());
    }

    const std::vector<Token>& tokens() const { return m_tokens; }

    /// (index - V/2) / (V/2): -1 to 1 - 2/V. Precondition: the token is one of them.
    double scaled(const Token& token) const {
        const auto at = std::ranges::lower_bound(m_tokens, token);
        return static_cast<double>(at - m_tokens.begin()) / half() - 1;
    }
    /// The exact inverse for scaled tokens; of other numbers the nearest token. Precondition: there
    /// are tokens.
    const Token& nearest(double number) const {
        const double place = std::round((number + 1) * half());
        const auto last = static_cast<double>(m_tokens.size() - 1);
        return m_tokens[static_cast<std::size_t>(std::clamp(place, 0.0, last))];
    }

private:
    double half() const { return static_cast<double>(m_tokens.size()) / 2; }

    std::vector<Token> m_tokens;
};

} // namespace contrafact::encoding
