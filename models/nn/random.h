// SPDX-License-Identifier: GPL-3.0-or-later
// Randomness by position: what a step draws is a function of (seed, stream, step) alone. So a
// resumed run needs no generator state: the step number is the state, of the noise and of the data.
#pragma once

#include "models/nn/torch.h"

#include <cstdint>
#include <limits>

namespace contrafact::models::nn {

/// splitmix64: every bit of the output depends on every bit of the input.
constexpr std::uint64_t mix(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b, std::uint64_t c = 0) {
    return mix(mix(mix(a) ^ b) ^ c);
}

/// A small generator for plain numbers; satisfies UniformRandomBitGenerator.
class Random {
public:
    using result_type = std::uint64_t;
    explicit Random(std::uint64_t seed)
        : m_state(seed) {}
    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }
    result_type operator()() { return mix(m_state++); }

    /// Uniform in [0, 1).
    double uniform() { return static_cast<double>((*this)() >> 11) * 0x1p-53; }
    /// Uniform in [0, count); precondition: count > 0.
    std::int64_t below(std::int64_t count) {
        return static_cast<std::int64_t>(uniform() * static_cast<double>(count));
    }

private:
    std::uint64_t m_state;
};

/// Uniform in [0, 1), each value a function of seed and place; on the CPU. Several times as fast as
/// torch's generator, for draws of a million cells a step.
torch::Tensor uniform(at::IntArrayRef sizes, std::uint64_t seed);

/// Of mean 0 and deviation 1, each value a function of seed and place: the sum of four uniform
/// numbers, which is normal but for its tails (it ends at 3.46). On the CPU, as fast as uniform().
torch::Tensor nearlyNormal(at::IntArrayRef sizes, std::uint64_t seed);

/// torch's generator for the noise of one step; drawn on the CPU, so that it does not depend on the
/// device.
at::Generator generator(std::uint64_t seed);

/// The network with its first weights. They are drawn on the CPU, so that a seed means the same
/// ones on every device.
template<typename Network>
Network drawn(Network network, std::uint64_t seed, const torch::Device& device) {
    auto draws = generator(seed);
    network->to(torch::kCPU);
    network->initialise(draws);
    network->to(device);
    return network;
}

} // namespace contrafact::models::nn
