// SPDX-License-Identifier: GPL-3.0-or-later
// What Liu & Huo's three systems (bilstm-gan, naive-gan, cnn-lstm-gan) let people set in common.
// models/train/roll_training.h reads these keys.
#pragma once

#include "models/api/descriptor.h"

#include <map>
#include <string>
#include <vector>

namespace contrafact::models {

/// "steps_per_beat", "part", "window_hop", "key", "epochs", "sample_every" and "look_every".
std::vector<ParamSpec> rollDataSpecs(double epochs);
/// "sets", "hold" and "set_widths", how pieces are numbers where they are one a step.
std::vector<ParamSpec> pitchSetSpecs();
/// "d_width", how wide the discriminator they share is, "shown_pieces" and "start".
std::vector<ParamSpec> rollNetworkSpecs(const std::string& start);
/// lossSpecs, the stabilisers that a recurrent discriminator takes, and gameStepSpecs.
std::vector<ParamSpec> recurrentGameSpecs(std::int64_t generatorSteps,
                                          std::int64_t discriminatorSteps);

/// Values of presets that learn within minutes on one core.
std::map<std::string, std::string> quickRollValues();

} // namespace contrafact::models
