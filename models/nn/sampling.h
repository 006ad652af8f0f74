// SPDX-License-Identifier: GPL-3.0-or-later
// Choosing one of several classes from a network's logits: temperature, the k most likely, the
// nucleus of probability p, forbidden classes, a penalty on repetition. Plain C++; what is chosen
// is a function of the logits, the options and the number that was drawn.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace contrafact::models::nn {

struct SamplingOptions {
    double temperature = 1; ///< 0: the most likely class
    int topK = 0;           ///< so many most likely classes remain; 0: all
    double topP = 1;        ///< the fewest classes that hold this probability remain; 1: all
    double penalty = 1;     ///< > 1 makes the classes in `recent` less likely
};

/// What may be chosen beside the logits. Both may be empty.
struct SamplingContext {
    std::span<const std::uint8_t> allowed; ///< one for each class, 0: forbidden; empty: all allowed
    std::span<const int> recent;           ///< classes that the penalty falls on
};

/// Probabilities of all classes, in the order: penalty, mask, temperature, top k, top p. A
/// penalised logit is divided by the penalty where positive and multiplied where negative (Keskar
/// et al. 2019). Equal logits are ranked by their index. Throws std::invalid_argument where no
/// class is allowed.
std::vector<double> probabilities(std::span<const float> logits, const SamplingOptions& options,
                                  const SamplingContext& context = {});

/// The class into which `uniform` in [0, 1) falls. Never one of probability 0.
int draw(std::span<const double> probabilities, double uniform);

/// probabilities() and draw() in one.
int sample(std::span<const float> logits, double uniform, const SamplingOptions& options,
           const SamplingContext& context = {});

} // namespace contrafact::models::nn
