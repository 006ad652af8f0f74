// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/random.h"

#include <ATen/CPUGeneratorImpl.h>

namespace contrafact::models::nn {

torch::Tensor uniform(at::IntArrayRef sizes, std::uint64_t seed) {
    constexpr int kBits = 24; // what a float's mantissa holds
    constexpr float kUnit = 1.0F / (1 << kBits);
    const auto values = torch::empty(sizes);
    auto* out = values.data_ptr<float>();
    const auto count = values.numel();
    Random random(seed);
    const auto unit = [](std::uint64_t bits) {
        return static_cast<float>(bits & ((1U << kBits) - 1)) * kUnit;
    };
    for (std::int64_t i = 0; i + 1 < count; i += 2) {
        const auto bits = random();
        out[i] = unit(bits);
        out[i + 1] = unit(bits >> kBits);
    }
    if (count % 2) out[count - 1] = unit(random());
    return values;
}

torch::Tensor nearlyNormal(at::IntArrayRef sizes, std::uint64_t seed) {
    constexpr int kBits = 16;
    constexpr std::uint64_t kPart = (1U << kBits) - 1;
    constexpr float kMean = 2 * kPart, kDeviation = 0.5773503F * (kPart + 1); // of four parts
    const auto values = torch::empty(sizes);
    auto* out = values.data_ptr<float>();
    const auto count = static_cast<std::uint64_t>(values.numel());
    const auto first = mix(seed);
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto bits = mix(first + i);
        const auto sum = (bits & kPart) + (bits >> kBits & kPart) + (bits >> 2 * kBits & kPart) +
                         (bits >> 3 * kBits);
        out[i] = (static_cast<float>(static_cast<std::int32_t>(sum)) - kMean) / kDeviation;
    }
    return values;
}

at::Generator generator(std::uint64_t seed) {
    return at::detail::createCPUGenerator(seed);
}

} // namespace contrafact::models::nn
