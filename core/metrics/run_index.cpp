// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/run_index.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace contrafact::metrics {

namespace {

using Numbers = std::vector<std::int32_t>;

std::size_t index(std::int32_t number) {
    return static_cast<std::size_t>(number);
}

/// Replaces values by their ranks among the values, 0-based.
Numbers ranksOf(const std::vector<std::int64_t>& text) {
    auto values = text;
    std::ranges::sort(values);
    const auto twice = std::ranges::unique(values);
    values.erase(twice.begin(), twice.end());
    Numbers ranks(text.size());
    std::ranges::transform(text, ranks.begin(), [&](std::int64_t value) {
        return static_cast<std::int32_t>(std::ranges::lower_bound(values, value) - values.begin());
    });
    return ranks;
}

/// Stable counting sort of the positions in `order` by their rank.
void sortByRank(const Numbers& order, const Numbers& ranks, Numbers& out) {
    Numbers ends(order.size() + 1, 0);
    for (const auto rank : ranks) ++ends[index(rank) + 1];
    std::partial_sum(ends.begin(), ends.end(), ends.begin());
    for (const auto position : order) out[index(ends[index(ranks[index(position)])]++)] = position;
}

/// Positions ordered by what follows `width` later: those with nothing there come first.
void orderBySecondHalf(const Numbers& suffixes, std::int32_t width, Numbers& out) {
    const auto count = static_cast<std::int32_t>(suffixes.size());
    auto next = out.begin();
    for (std::int32_t position = std::max(0, count - width); position < count; ++position)
        *next++ = position;
    for (const auto position : suffixes)
        if (position >= width) *next++ = position - width;
}

/// Ranks by the first 2 * width values, from suffixes sorted so and ranks by the first `width`.
void rankPairs(const Numbers& suffixes, const Numbers& ranks, std::int32_t width, Numbers& out) {
    const auto second = [&](std::int32_t position) {
        const auto at = index(position) + index(width);
        return at < ranks.size() ? ranks[at] : -1;
    };
    out[index(suffixes[0])] = 0;
    for (std::size_t i = 1; i < suffixes.size(); ++i) {
        const auto before = suffixes[i - 1];
        const auto here = suffixes[i];
        const bool differ =
            ranks[index(before)] != ranks[index(here)] || second(before) != second(here);
        out[index(here)] = out[index(before)] + differ;
    }
}

/// Prefix doubling (Manber and Myers 1990).
Numbers suffixArray(const std::vector<std::int64_t>& text) {
    auto ranks = ranksOf(text);
    Numbers order(text.size());
    std::iota(order.begin(), order.end(), 0);
    Numbers suffixes(text.size());
    Numbers next(text.size());
    sortByRank(order, ranks, suffixes);
    for (std::int32_t width = 1; index(width) < text.size(); width *= 2) {
        orderBySecondHalf(suffixes, width, order);
        sortByRank(order, ranks, suffixes);
        rankPairs(suffixes, ranks, width, next);
        ranks.swap(next);
        if (index(ranks[index(suffixes.back())]) + 1 == text.size()) break;
    }
    return suffixes;
}

/// Mixes `value` into `state`; equal sequences give equal states, others practically never.
std::uint64_t mixed(std::uint64_t state, int value) {
    state = (state ^ static_cast<std::uint64_t>(value)) * 0x9E3779B97F4A7C15;
    return state ^ state >> 32;
}

/// The one of a few ratios of note values that is nearest, by its number; 0 where there is none.
int ratioClass(std::int32_t distance, std::int32_t before) {
    // log2 of 1/8, 1/4, 1/3, 1/2, 2/3, 3/4, 1 and their inverses; beyond the ends nobody counts.
    constexpr std::array kRatios{-3.0,  -2.0,  -1.585, -1.0,  -0.585, -0.415, 0.0,
                                 0.415, 0.585, 1.0,    1.585, 2.0,    3.0};
    if (before == 0) return 0;
    const double ratio = std::log2(static_cast<double>(distance) / before);
    const auto nearest =
        std::ranges::min_element(kRatios, {}, [&](double each) { return std::abs(each - ratio); });
    return static_cast<int>(nearest - kRatios.begin()) + 1;
}

/// Collects a melody note by note.
class MelodyBuilder {
public:
    void add(const encoding::GridNote& note) {
        if (m_struck > 0) {
            const auto distance = note.step - m_last.step;
            m_rhythm = mixed(m_rhythm, ratioClass(distance, m_distance));
            m_distance = distance;
            if (note.pitch != m_last.pitch) move(note.pitch - m_last.pitch);
        }
        ++m_struck;
        m_last = note;
    }
    Melody take() { return std::move(m_melody); }

private:
    void move(int interval) {
        const auto key = mixed(m_rhythm, interval) >> 1;
        m_melody.moves.push_back(static_cast<std::int64_t>(key));
        m_melody.notes.push_back(m_struck);
        m_struck = 0;
        m_rhythm = 0;
    }

    Melody m_melody;
    encoding::GridNote m_last;
    std::int32_t m_struck = 0;   ///< how often the pitch of m_last in succession
    std::int32_t m_distance = 0; ///< of the last two onsets; 0 before there are two
    std::uint64_t m_rhythm = 0;
};

} // namespace

Melody topLine(const encoding::GridSong& song, int family) {
    constexpr std::int32_t kTogether = kMelodyStepsPerBeat / 8; // hands do not strike as one
    MelodyBuilder melody;
    const auto& notes = song.notes[static_cast<std::size_t>(family)];
    for (std::size_t i = 0; i < notes.size();) {
        auto highest = notes[i];
        const auto begin = notes[i].step;
        for (; i < notes.size() && notes[i].step < begin + kTogether; ++i)
            if (notes[i].pitch >= highest.pitch) highest = notes[i];
        highest.step = begin;
        melody.add(highest);
    }
    return melody.take();
}

void RunIndex::add(const Melody& melody, int owner) {
    if (melody.moves.empty()) return;
    m_places.push_back({m_text.size(), owner});
    m_text.insert(m_text.end(), melody.moves.begin(), melody.moves.end());
    m_text.push_back(-static_cast<std::int64_t>(m_places.size()));
}

void RunIndex::finish() {
    if (!m_text.empty()) m_suffixes = suffixArray(m_text);
}

RunIndex::Range RunIndex::find(std::span<const std::int64_t> pattern) const {
    const auto head = [&](std::int32_t suffix) {
        const auto at = index(suffix);
        return std::span(m_text).subspan(at, std::min(pattern.size(), m_text.size() - at));
    };
    const auto below = [&](std::int32_t suffix, std::span<const std::int64_t> key) {
        return std::ranges::lexicographical_compare(head(suffix), key);
    };
    const auto above = [&](std::span<const std::int64_t> key, std::int32_t suffix) {
        return std::ranges::lexicographical_compare(key, head(suffix));
    };
    const auto begin = std::lower_bound(m_suffixes.begin(), m_suffixes.end(), pattern, below);
    const auto end = std::upper_bound(begin, m_suffixes.end(), pattern, above);
    return {static_cast<std::size_t>(begin - m_suffixes.begin()),
            static_cast<std::size_t>(end - m_suffixes.begin())};
}

/// Of suffixes that agree before `offset` those that go on with `move`. They all reach that far:
/// what agrees holds no separator, and each melody ends with one.
RunIndex::Range RunIndex::narrow(Range range, std::size_t offset, std::int64_t move) const {
    const auto first = m_suffixes.begin();
    const auto found = std::ranges::equal_range(
        first + static_cast<std::ptrdiff_t>(range.begin),
        first + static_cast<std::ptrdiff_t>(range.end), move, {},
        [&](std::int32_t suffix) { return m_text[index(suffix) + offset]; });
    return {static_cast<std::size_t>(found.begin() - first),
            static_cast<std::size_t>(found.end() - first)};
}

RunIndex::Match RunIndex::longest(std::span<const std::int64_t> query) const {
    Match best;
    for (std::size_t i = 0; i + best.moves < query.size(); ++i) {
        // Only a run longer than the best so far counts: look for one more move at once.
        auto length = best.moves + 1;
        auto range = find(query.subspan(i, length));
        if (range.empty()) continue;
        for (; i + length < query.size(); ++length) {
            const auto longer = narrow(range, length, query[i + length]);
            if (longer.empty()) break;
            range = longer;
        }
        best = {i, length, ownerOf(index(m_suffixes[range.begin]))};
    }
    return best;
}

int RunIndex::ownerOf(std::size_t position) const {
    const auto after = std::ranges::upper_bound(m_places, position, {}, &Place::begin);
    return std::prev(after)->owner;
}

} // namespace contrafact::metrics
