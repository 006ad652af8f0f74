// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/generation.h"
#include "models/systems/midi_rnn/model.h"

#include <cstdint>
#include <memory>
#include <span>

namespace contrafact::models::midi_rnn {

std::unique_ptr<Composer> makeComposerOf(const Model& model, CheckpointInfo info);

/// softmax(logits / temperature), in double precision. Precondition: temperature > 0.
std::vector<double> probabilities(std::span<const float> logits, double temperature);
/// The index into which `uniform` of [0, 1) falls.
int draw(std::span<const double> probabilities, double uniform);

} // namespace contrafact::models::midi_rnn
