// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/vae_nn/walk.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::vae_nn {

namespace {

constexpr int kStrings = static_cast<int>(encoding::Family::Strings);
constexpr float kVelocity = 0.8F;         // of 127, as published
constexpr float kStringsVelocity = 0.75F; // on top of that

torch::Tensor noiseLike(const torch::Tensor& z, double sd, at::Generator& generator) {
    return torch::randn(z.sizes(), generator).mul_(sd);
}

WalkControls::Continuation continuationOf(const std::string& choice) {
    using enum WalkControls::Continuation;
    return choice == "songs" ? Songs : choice == "networks" ? Networks : Auto;
}

} // namespace

WalkControls WalkControls::from(const Params& params) {
    const auto& place = params.choice("noise_at");
    return {.noiseSd = params.real("noise_sd"),
            .noiseAt = place == "input"    ? NoiseAt::Input
                       : place == "output" ? NoiseAt::Output
                                           : NoiseAt::Both,
            .spread = params.real("spread"),
            .alpha = params.real("alpha"),
            .continuation = continuationOf(params.choice("continuation")),
            .byExpectation = params.choice("selection") == "expected",
            .density = params.real("density"),
            .threshold = params.real("threshold"),
            .binarise = params.flag("binarise"),
            .repeats = params.flag("repeats")};
}

torch::Tensor Walk::encode(const torch::Tensor& cells) const {
    std::vector<torch::Tensor> means;
    for (std::int64_t family = 0; family < encoding::kFamilies; ++family) {
        auto vae = m_model.nets.vaes[static_cast<std::size_t>(family)];
        means.push_back(vae->encode(cells.select(1, family).contiguous()).mean);
    }
    return torch::stack(means, 1);
}

torch::Tensor Walk::predict(std::size_t net, const torch::Tensor& input,
                            at::Generator& generator) const {
    torch::Tensor z;
    if (m_model.hasLatentNet(net)) {
        auto network = net == 0 ? m_model.nets.melody : m_model.nets.conditionals[net - 1];
        const auto& [center, stretch] = m_model.statistics.spreads[net];
        z = network->forward(input);
        z = center + (z - center) * (1 + m_controls.spread * (stretch - 1));
    } else { // the training was stopped before: the instrument stays where it is
        z = input.narrow(1, 0, m_model.nets.latent);
    }
    // Drawn whether it is used or not: moving the switch must not change later draws.
    const auto noise = noiseLike(z, m_controls.noiseSd, generator);
    return noisyAt(NoiseAt::Output) ? z + noise : z;
}

torch::Tensor Walk::next(torch::Tensor z, const torch::Tensor& style, const torch::Tensor& offset,
                         at::Generator& generator) const {
    if (style.defined()) z = m_controls.alpha * style + (1 - m_controls.alpha) * z;
    auto piano = z.select(1, 0); // [N, K]
    const auto noise = noiseLike(piano, m_controls.noiseSd, generator);
    if (noisyAt(NoiseAt::Input)) piano = piano + noise;
    piano = predict(0, piano, generator);
    if (offset.defined()) piano = piano + offset;

    std::vector<torch::Tensor> all{piano};
    for (std::size_t net = 1; net < kLatentNets; ++net) {
        const auto before = z.select(1, static_cast<std::int64_t>(net));
        all.push_back(predict(net, torch::cat({before, piano}, 1), generator));
    }
    return torch::stack(all, 1); // [N, F, K]
}

torch::Tensor Walk::outputs(const torch::Tensor& z) const {
    std::vector<torch::Tensor> all;
    for (std::int64_t family = 0; family < encoding::kFamilies; ++family) {
        auto vae = m_model.nets.vaes[static_cast<std::size_t>(family)];
        const auto out = vae->decode(z.select(1, family).contiguous());
        all.push_back(m_model.gaussian() ? out.clamp(0, 1) : out.sigmoid());
    }
    return torch::stack(all, 1); // [N, F, cells]
}

std::vector<bool> Walk::chosen(std::span<const float> outputs, int family) const {
    const double calibrated = m_model.statistics.density[static_cast<std::size_t>(family)];
    const bool trained = m_model.hasVae(static_cast<std::size_t>(family));
    // The training songs have no such part, or it has not been learned yet.
    if (calibrated == 0 || !trained) return std::vector<bool>(outputs.size());
    if (!m_controls.byExpectation) return compose::cellsFrom(outputs, m_controls.threshold);
    return compose::expectedCells(outputs, m_controls.density * calibrated);
}

std::uint8_t Walk::velocity(float output, int family) const {
    // A Gaussian output is a velocity; a probability only says how sure the network is.
    float loudness = kVelocity;
    if (!m_controls.binarise) loudness = m_model.gaussian() ? output : 0.45F + 0.5F * output;
    if (family == kStrings) loudness *= kStringsVelocity;
    return static_cast<std::uint8_t>(std::clamp(std::lround(loudness * 127), 1L, 127L));
}

encoding::Cells Walk::choose(std::span<const float> outputs, int family, std::uint64_t seed) const {
    const compose::Striking striking{m_model.statistics.strikes, m_controls.repeats,
                                     [&](float output) { return velocity(output, family); }};
    return compose::struckCells(outputs, chosen(outputs, family), family, striking, seed);
}

void Walk::fill(const encoding::Cells& cells, std::span<float> out) const {
    compose::toInput(cells, m_model.gaussian(), out);
}

} // namespace contrafact::models::vae_nn
