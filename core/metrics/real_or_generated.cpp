// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/real_or_generated.h"

#include "core/metrics/bootstrap.h"
#include "core/metrics/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace contrafact::metrics {

namespace {

constexpr int kFolds = 5;
constexpr int kAucResamples = 200;
constexpr std::size_t kShownTells = 6;

/// Both sides as one table. Songs and pieces are numbered through, the real ones first.
struct Bars {
    FeatureTable features;
    std::vector<std::uint8_t> classes; ///< by row: 1 is not real
    std::vector<std::size_t> owners;   ///< by row
    std::size_t realOwners = 0;
    std::size_t allOwners = 0;
};

std::size_t ownersOf(const BarTable& table) {
    return table.piece.empty() ? 0 : static_cast<std::size_t>(std::ranges::max(table.piece)) + 1;
}

Bars together(const BarTable& real, const BarTable& other) {
    Bars bars;
    bars.features = real.features;
    bars.features.values.insert(bars.features.values.end(), other.features.values.begin(),
                                other.features.values.end());
    bars.realOwners = ownersOf(real);
    bars.allOwners = bars.realOwners + ownersOf(other);
    for (const int piece : real.piece) bars.owners.push_back(static_cast<std::size_t>(piece));
    for (const int piece : other.piece)
        bars.owners.push_back(bars.realOwners + static_cast<std::size_t>(piece));
    bars.classes.assign(real.piece.size(), 0);
    bars.classes.resize(bars.owners.size(), 1);
    return bars;
}

/// A fold for each song and piece; each side is dealt out by itself.
std::vector<int> foldsOf(const Bars& bars, std::uint64_t seed) {
    Random random(seed);
    std::vector<int> folds(bars.allOwners);
    const auto deal = [&](std::size_t first, std::size_t end) {
        std::vector<std::size_t> order(end - first);
        std::iota(order.begin(), order.end(), first);
        random.shuffle(order);
        for (std::size_t i = 0; i < order.size(); ++i)
            folds[order[i]] = static_cast<int>(i) % kFolds;
    };
    deal(0, bars.realOwners);
    deal(bars.realOwners, bars.allOwners);
    return folds;
}

struct Scored {
    std::vector<double> scores; ///< by row, by a classifier that has not seen its song
    std::vector<double> gains;  ///< by feature, over all folds
};

Scored crossValidate(const Bars& bars, std::uint64_t seed) {
    const BinnedTable table(bars.features);
    const auto folds = foldsOf(bars, seed);
    Scored out{std::vector<double>(bars.owners.size()), std::vector<double>(table.width(), 0)};
    for (int fold = 0; fold < kFolds; ++fold) {
        std::vector<std::size_t> training;
        for (std::size_t row = 0; row < bars.owners.size(); ++row)
            if (folds[bars.owners[row]] != fold) training.push_back(row);
        const BoostedStumps stumps(table, bars.classes, training);
        for (std::size_t row = 0; row < bars.owners.size(); ++row)
            if (folds[bars.owners[row]] == fold) out.scores[row] = stumps.score(table, row);
        for (std::size_t i = 0; i < out.gains.size(); ++i) out.gains[i] += stumps.gains()[i];
    }
    return out;
}

/// Rows by ascending score with equal ones together, so that an AUC is one pass.
struct Ranking {
    std::vector<std::size_t> rows;
    std::vector<bool> tied; ///< with the row before
};

Ranking rank(const std::vector<double>& scores) {
    Ranking out{std::vector<std::size_t>(scores.size()), std::vector<bool>(scores.size(), false)};
    std::iota(out.rows.begin(), out.rows.end(), std::size_t{0});
    std::ranges::stable_sort(out.rows, {}, [&](std::size_t row) { return scores[row]; });
    for (std::size_t i = 1; i < out.rows.size(); ++i)
        out.tied[i] = scores[out.rows[i]] == scores[out.rows[i - 1]];
    return out;
}

/// The share of pairs in which the row that is not real has the higher score; ties are half.
/// @param weights how often each song or piece counts
double aucOf(const Ranking& ranking, const Bars& bars, const std::vector<int>& weights) {
    double below = 0; // real rows with lower scores
    double wins = 0;
    double ones = 0;
    for (std::size_t i = 0; i < ranking.rows.size();) {
        double real = 0;
        double other = 0;
        do {
            const auto row = ranking.rows[i];
            (bars.classes[row] ? other : real) += weights[bars.owners[row]];
            ++i;
        } while (i < ranking.rows.size() && ranking.tied[i]);
        wins += other * (below + real / 2);
        below += real;
        ones += other;
    }
    return wins / (ones * below); // NaN where a side is missing
}

std::vector<int> drawOwners(const Bars& bars, Random& random) {
    std::vector<int> weights(bars.allOwners, 0);
    const auto draw = [&](std::size_t first, std::size_t end) {
        for (auto i = first; i < end; ++i) ++weights[first + random.below(end - first)];
    };
    draw(0, bars.realOwners);
    draw(bars.realOwners, bars.allOwners);
    return weights;
}

Figure aucFigure(const Bars& bars, const std::vector<double>& scores, std::uint64_t seed) {
    const auto ranking = rank(scores);
    Random random(seed);
    std::vector<double> again;
    for (int i = 0; i < kAucResamples; ++i)
        again.push_back(aucOf(ranking, bars, drawOwners(bars, random)));
    const auto interval = percentileInterval(std::move(again));
    return {aucOf(ranking, bars, std::vector<int>(bars.allOwners, 1)), interval.low, interval.high};
}

double meanOf(const FeatureTable& table, std::size_t feature) {
    double sum = 0;
    double count = 0;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const float value = table.row(row)[feature];
        if (std::isnan(value)) continue;
        sum += value;
        ++count;
    }
    return count > 0 ? sum / count : 0;
}

std::vector<Tell> tellsOf(const std::vector<double>& gains, const BarTable& real,
                          const BarTable& other) {
    const double all = std::accumulate(gains.begin(), gains.end(), 0.0);
    std::vector<std::size_t> order(gains.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return gains[i]; });
    std::vector<Tell> tells;
    for (const auto feature : order) {
        if (tells.size() == kShownTells || gains[feature] <= 0) break;
        tells.push_back({barFeatureNames()[feature], gains[feature] / all,
                         meanOf(other.features, feature) > meanOf(real.features, feature)});
    }
    return tells;
}

std::string tooFew(std::size_t real, std::size_t other) {
    return "It takes two songs and two pieces at least to tell them apart, and here are " +
           std::to_string(real) + " and " + std::to_string(other) +
           "; take more music, more bars or shorter pieces.";
}

} // namespace

ToldApart tellApart(const BarTable& real, const BarTable& other, std::uint64_t seed) {
    const auto bars = together(real, other);
    const auto others = bars.allOwners - bars.realOwners;
    if (bars.realOwners < 2 || others < 2) return {.why = tooFew(bars.realOwners, others)};
    const auto scored = crossValidate(bars, seed);
    return {.auc = aucFigure(bars, scored.scores, seed),
            .tells = tellsOf(scored.gains, real, other)};
}

} // namespace contrafact::metrics
