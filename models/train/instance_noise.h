// SPDX-License-Identifier: GPL-3.0-or-later
// Normal noise on every piece that a discriminator sees, real or generated (Sønderby et al. 2017,
// Arjovsky and Bottou 2017): the two lie upon each other however coarse the generator still is, so
// that the discriminator's gradient keeps its sense. How much is steered by how much the
// discriminator tells, as adaptive augmentation is (Karras et al. 2020).
#pragma once

#include "models/api/checkpoint.h"
#include "models/nn/torch.h"

#include <string>

namespace contrafact::models::train {

class InstanceNoise {
public:
    /// `target`: the accuracy that the discriminator is held at, 0.5..1; 0: no noise at all.
    explicit InstanceNoise(double target)
        : m_target(target) {}

    bool on() const { return m_target > 0; }
    double deviation() const { return on() ? m_deviation : 0; }
    /// More noise where the discriminator told more of real and generated pieces than the target.
    /// It takes some fifteen steps to change by a factor of e.
    void afterStep(double accuracy);

    void save(const std::string& prefix, TensorFile& file) const;
    void load(const std::string& prefix, const TensorFile& file);

private:
    double m_target;
    double m_deviation = 0.1;
};

/// x plus noise of that deviation; x itself where it is 0.
torch::Tensor withNoise(const torch::Tensor& x, double deviation, at::Generator& generator);

/// `pieces` with the values of `played`, the music that will be made of them; the gradient passes
/// as if nothing had been rounded (straight-through estimator, Bengio et al. 2013).
torch::Tensor asPlayed(const torch::Tensor& pieces, const torch::Tensor& played);

/// What a sigmoid (0..1) or tanh (-1..1) made cells of, times its slope there: for asPlayed(), so
/// that the gradient does not fade with the squashing. Through it a cell that is surely silent
/// would hardly ever learn to sound. Beyond +-8 there is no gradient.
torch::Tensor unsquashed(const torch::Tensor& cells, double low, double high);

} // namespace contrafact::models::train
