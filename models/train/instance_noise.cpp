// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/instance_noise.h"

#include "models/nn/random.h"
#include "models/nn/tensors.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace contrafact::models::train {

namespace {

constexpr double kGain = 0.3;                    // per step and accuracy above the target
constexpr double kLeast = 0.01, kMost = 4;       // music is 0..1 or -1..1
constexpr const char* kDeviation = "/deviation"; // in a checkpoint

} // namespace

void InstanceNoise::afterStep(double accuracy) {
    if (!on()) return;
    m_deviation = std::clamp(m_deviation * std::exp(kGain * (accuracy - m_target)), kLeast, kMost);
}

void InstanceNoise::save(const std::string& prefix, TensorFile& file) const {
    if (on()) nn::saveNumber(m_deviation, prefix + kDeviation, file);
}

void InstanceNoise::load(const std::string& prefix, const TensorFile& file) {
    // Switched on by somebody who goes on with a run that had none: it begins at its first value.
    if (on() && file.tensors.contains(prefix + kDeviation))
        nn::loadNumber(m_deviation, prefix + kDeviation, file);
}

torch::Tensor withNoise(const torch::Tensor& x, double deviation, at::Generator& generator) {
    if (deviation == 0) return x;
    constexpr auto kLargest = std::numeric_limits<std::int64_t>::max();
    const auto seed = torch::randint(kLargest, {1}, generator, torch::kInt64).item<std::int64_t>();
    const auto noise = nn::nearlyNormal(x.sizes(), static_cast<std::uint64_t>(seed));
    return x.add(noise.to(x.device()), deviation);
}

torch::Tensor asPlayed(const torch::Tensor& pieces, const torch::Tensor& played) {
    return pieces + (played - pieces).detach();
}

torch::Tensor unsquashed(const torch::Tensor& cells, double low, double high) {
    constexpr double kOutermost = 3.35e-4; // sigmoid(-8)
    const auto share = (cells - low) / (high - low);
    return share.clamp(kOutermost, 1 - kOutermost).logit() * ((high - low) / 4);
}

} // namespace contrafact::models::train
