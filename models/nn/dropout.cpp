// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/dropout.h"

#include "models/nn/random.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>

#include <algorithm>
#include <cmath>

namespace contrafact::models::nn {

namespace {

/// Four draws of sixteen bits from each number.
torch::Tensor keepMaskOnCpu(at::IntArrayRef sizes, double keep, std::uint64_t seed) {
    constexpr int kBits = 16;
    constexpr std::uint64_t kMask = (1U << kBits) - 1;
    const auto below = static_cast<std::uint64_t>(std::llround(keep * (kMask + 1)));
    const auto scale = static_cast<float>(1 / keep);
    const auto mask = torch::empty(sizes);
    auto* out = mask.data_ptr<float>();
    const auto count = mask.numel();
    Random random(seed);
    for (std::int64_t i = 0; i < count; i += 64 / kBits) {
        auto bits = random();
        for (std::int64_t j = i; j < std::min(count, i + 64 / kBits); ++j, bits >>= kBits)
            out[j] = (bits & kMask) < below ? scale : 0.0F;
    }
    return mask;
}

} // namespace

torch::Tensor keepMask(at::IntArrayRef sizes, double keep, std::uint64_t seed,
                       const torch::Device& device) {
    if (keep <= 0) return torch::zeros(sizes, device);
    if (device.is_cpu()) return keepMaskOnCpu(sizes, keep, seed);
    auto onDevice = at::globalContext().defaultGenerator(device).clone();
    onDevice.set_current_seed(seed);
    return torch::empty(sizes, device).bernoulli_(keep, onDevice).div_(keep);
}

torch::Tensor dropout(const torch::Tensor& x, double probability, std::uint64_t seed) {
    if (probability <= 0) return x;
    return x * keepMask(x.sizes(), 1 - probability, seed, x.device());
}

torch::Tensor dropout(const torch::Tensor& x, double probability, at::Generator& generator) {
    if (probability <= 0) return x;
    auto* draws = at::check_generator<at::CPUGeneratorImpl>(generator);
    return dropout(x, probability, draws->random64());
}

} // namespace contrafact::models::nn
