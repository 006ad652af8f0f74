// SPDX-License-Identifier: GPL-3.0-or-later
// The ten stages: five autoencoders, then MelodyNN and four ConditionalNNs on their latents.
#pragma once

#include "core/corpus/windows.h"
#include "models/systems/vae_nn/model.h"
#include "models/train/system.h"

#include <functional>
#include <memory>

namespace contrafact::models::vae_nn {

/// Latents of a split's segments, and which of them follow each other.
struct LatentPairs {
    torch::Tensor latents; ///< [rows, F, K]
    torch::Tensor plays;   ///< [rows, F] bool: the family sounds in the segment
    torch::Tensor now;     ///< [pairs] row
    torch::Tensor next;    ///< [pairs] the row four bars later
};
struct LatentData {
    LatentPairs training;
    LatentPairs validation;
};

/// Encodes the windows of the corpus in a few keys.
LatentData encodeCorpus(const train::Context& context, const corpus::Stretches& stretches,
                        Model& model);
/// The training songs' segments, encoded, and what follows what; of a large corpus some of the
/// songs.
void fillBank(const train::Context& context, const corpus::Stretches& stretches, Model& model);

std::unique_ptr<train::Stage> makeVaeStage(const train::Context& context,
                                           const corpus::Stretches& stretches, Model& model,
                                           int family);
/// `net`: 0 MelodyNN, 1..4 the ConditionalNN of that family. `finish`: called when it is trained.
std::unique_ptr<train::Stage> makeLatentStage(const train::Context& context, Model& model, int net,
                                              std::shared_ptr<const LatentData> data,
                                              std::function<void()> finish = {});

/// Sets Statistics::density so that composed music has the corpus' notes per bar. The networks must
/// be on the CPU.
void calibrateDensity(const train::Context& context, const corpus::Stretches& stretches,
                      Model& model);

} // namespace contrafact::models::vae_nn
