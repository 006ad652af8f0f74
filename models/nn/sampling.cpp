// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/sampling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace contrafact::models::nn {

namespace {

constexpr double kForbidden = -std::numeric_limits<double>::infinity();

/// The logits with penalty and mask.
std::vector<double> scoresOf(std::span<const float> logits, const SamplingOptions& options,
                             const SamplingContext& context) {
    std::vector<double> scores(logits.begin(), logits.end());
    if (options.penalty != 1)
        for (const int index : context.recent) {
            const double logit = logits[static_cast<std::size_t>(index)];
            scores[static_cast<std::size_t>(index)] =
                logit > 0 ? logit / options.penalty : logit * options.penalty;
        }
    for (std::size_t i = 0; i < context.allowed.size(); ++i)
        if (!context.allowed[i]) scores[i] = kForbidden;
    return scores;
}

/// The classes that top k and top p leave, of those with a probability.
std::vector<int> kept(const std::vector<double>& probabilities, const SamplingOptions& options) {
    std::vector<int> order;
    for (std::size_t i = 0; i < probabilities.size(); ++i)
        if (probabilities[i] > 0) order.push_back(static_cast<int>(i));
    const auto likelier = [&](int a, int b) {
        const double pa = probabilities[static_cast<std::size_t>(a)];
        const double pb = probabilities[static_cast<std::size_t>(b)];
        return pa != pb ? pa > pb : a < b;
    };
    if (options.topK > 0 && static_cast<std::size_t>(options.topK) < order.size()) {
        std::ranges::nth_element(order, order.begin() + options.topK, likelier);
        order.resize(static_cast<std::size_t>(options.topK));
    }
    if (options.topP >= 1) return order;
    std::ranges::sort(order, likelier);
    const auto at = [&](int i) { return probabilities[static_cast<std::size_t>(i)]; };
    double all = 0, sum = 0;
    for (const int i : order) all += at(i);
    std::size_t count = 0;
    while (count < order.size() && (count == 0 || sum < options.topP * all))
        sum += at(order[count++]);
    order.resize(count);
    return order;
}

void normalise(std::vector<double>& probabilities) {
    const double sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0);
    for (auto& probability : probabilities) probability /= sum;
}

} // namespace

std::vector<double> probabilities(std::span<const float> logits, const SamplingOptions& options,
                                  const SamplingContext& context) {
    auto all = scoresOf(logits, options, context);
    const auto best = std::ranges::max_element(all);
    if (best == all.end() || *best == kForbidden)
        throw std::invalid_argument("no class is allowed here");
    if (options.temperature <= 0) {
        const auto index = best - all.begin();
        std::ranges::fill(all, 0.0);
        all[static_cast<std::size_t>(index)] = 1;
        return all;
    }
    const double top = *best;
    for (auto& score : all) score = std::exp((score - top) / options.temperature);
    normalise(all);
    if (options.topK <= 0 && options.topP >= 1) return all;
    std::vector<double> some(all.size(), 0.0);
    for (const int i : kept(all, options))
        some[static_cast<std::size_t>(i)] = all[static_cast<std::size_t>(i)];
    normalise(some);
    return some;
}

int draw(std::span<const double> probabilities, double uniform) {
    std::size_t chosen = 0;
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        if (probabilities[i] <= 0) continue;
        chosen = i; // the last that is possible, should rounding leave a rest
        uniform -= probabilities[i];
        if (uniform < 0) break;
    }
    return static_cast<int>(chosen);
}

int sample(std::span<const float> logits, double uniform, const SamplingOptions& options,
           const SamplingContext& context) {
    return draw(probabilities(logits, options, context), uniform);
}

} // namespace contrafact::models::nn
