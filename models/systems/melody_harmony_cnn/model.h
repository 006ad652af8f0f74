// SPDX-License-Identifier: GPL-3.0-or-later
// What a checkpoint of this system holds, and one turn of composing with it: four bars of five
// instruments from the four bars before.
#pragma once

#include "models/api/checkpoint.h"
#include "models/compose/choosing.h"
#include "models/systems/melody_harmony_cnn/network.h"

#include <array>
#include <cstdint>
#include <vector>

namespace contrafact::models::melody_harmony_cnn {

struct Controls {
    bool expected = true; ///< as many cells as expected; otherwise from `threshold` on
    double density = 1;
    double threshold = 0.3; ///< of the loudest output of velocities, or a probability
    bool binarise = true;
    bool repeats = true;
    double noise = 0;
    static Controls from(const Params& generation);
};

struct Turn {
    encoding::Segment segment;
    torch::Tensor cells; ///< the same as the networks see it, [families, cells]
};

struct Model {
    explicit Model(const Params& training);
    void save(TensorFile& file) const;
    void load(const TensorFile& file);

    /// `before` [families, cells]. The piano is chosen first; the others follow what was chosen.
    Turn turn(const torch::Tensor& before, const Controls& controls, std::uint64_t seed) const;
    /// What net `family` makes of its inputs as 0..1: probabilities, or velocities over the
    /// loudest.
    torch::Tensor outputs(std::size_t family, const std::vector<torch::Tensor>& inputs,
                          std::uint64_t seed, double noise) const;
    std::vector<bool> chosen(std::span<const float> outputs, const Controls& controls) const;

    bool velocities;              ///< cells and outputs are velocities; otherwise they sound or not
    std::vector<SegmentNet> nets; ///< by family: MelodyCNN, then the four harmony nets
    compose::StrikeTable strikes{};
    std::array<float, encoding::kFamilies> heard{}; ///< 1 where training songs have the family
    torch::Tensor starts; ///< [N, families, cells], velocities 0..127 of training songs, bytes
};

/// The names of families as curves and checkpoints have them.
std::string familyId(std::size_t family);

} // namespace contrafact::models::melody_harmony_cnn
