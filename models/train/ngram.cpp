// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/ngram.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::train {

Ngram::Ngram(std::int64_t vocabulary, int order)
    : m_vocabulary(static_cast<double>(vocabulary))
    , m_longest(static_cast<std::size_t>(order - 1)) {}

void Ngram::count(std::span<const int> song) {
    for (std::size_t at = 0; at < song.size(); ++at)
        for (std::size_t length = 0; length <= std::min(at, m_longest); ++length) {
            auto& context = m_contexts[keyOf(song.subspan(at - length, length))];
            ++context.total;
            ++context.next[song[at]];
        }
}

/// From no context up: each longer one takes over as far as it has been seen, and leaves the rest
/// to the shorter in proportion to how many different tokens have followed it.
double Ngram::probability(std::span<const int> before, int token) const {
    double p = 1 / m_vocabulary;
    for (std::size_t length = 0; length <= std::min(before.size(), m_longest); ++length) {
        const auto context = m_contexts.find(keyOf(before.last(length)));
        if (context == m_contexts.end()) break;
        const auto& next = context->second.next;
        const auto seen = next.find(token);
        const auto count = seen == next.end() ? 0.0 : static_cast<double>(seen->second);
        const auto kinds = static_cast<double>(next.size());
        p = (count + kinds * p) / (static_cast<double>(context->second.total) + kinds);
    }
    return p;
}

double Ngram::nats(std::span<const int> song) const {
    double sum = 0;
    for (std::size_t at = 1; at < song.size(); ++at)
        sum -= std::log(probability(song.first(at), song[at]));
    return sum;
}

} // namespace contrafact::models::train
