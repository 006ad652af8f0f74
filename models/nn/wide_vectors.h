// SPDX-License-Identifier: GPL-3.0-or-later
// Functions of one number that compilers turn into vector instructions, for loops over activations.
#pragma once

#include <bit>
#include <cstdint>

// Compiled twice, for the processors of the last ten years and for all others; chosen at load time.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define CONTRAFACT_WIDE_VECTORS __attribute__((target_clones("arch=haswell", "default")))
#else
#define CONTRAFACT_WIDE_VECTORS
#endif

namespace contrafact::models::nn {

/// e^x within 3e-7 of its value; the ends of float's range beyond it.
inline float exponential(float x) {
    constexpr float kLargest = 88, kLog2E = 1.44269504F;
    constexpr float kLn2High = 0.693359375F, kLn2Low = -2.12194440e-4F; // ln 2 in two parts
    x = x > kLargest ? kLargest : x;
    x = x < -kLargest ? -kLargest : x;
    const float shifted = x * kLog2E;
    const auto power = static_cast<std::int32_t>(shifted + (shifted < 0 ? -0.5F : 0.5F));
    const auto whole = static_cast<float>(power);
    const float r = (x - whole * kLn2High) - whole * kLn2Low; // within ln 2 / 2 of 0
    float sum = 1.0F / 5040;
    sum = sum * r + 1.0F / 720;
    sum = sum * r + 1.0F / 120;
    sum = sum * r + 1.0F / 24;
    sum = sum * r + 1.0F / 6;
    sum = sum * r + 0.5F;
    sum = sum * r + 1;
    sum = sum * r + 1;
    constexpr std::int32_t kBias = 127, kMantissa = 23;
    return sum * std::bit_cast<float>((power + kBias) << kMantissa);
}

/// 1 / (1 + e^-x)
inline float logistic(float x) {
    return 1 / (1 + exponential(-x));
}

/// tanh x; near 0 by its series, where 1 - 2 / (e^2x + 1) would lose its digits.
inline float hyperbolicTangent(float x) {
    constexpr float kNear = 0.3F;
    const float square = x * x;
    const float series =
        x + x * square *
                (-1.0F / 3 + square * (2.0F / 15 + square * (-17.0F / 315 + square * 62 / 2835)));
    const float whole = 1 - 2 / (exponential(2 * x) + 1);
    return square < kNear * kNear ? series : whole;
}

} // namespace contrafact::models::nn
