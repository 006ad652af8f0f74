// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/systems/midi_rnn/data.h"

#include <memory>

namespace contrafact::models::midi_rnn {

/// Trains model.network on `data`. Both must outlive the stage.
std::unique_ptr<train::Stage> makeStage(const train::Context& context, Model& model,
                                        const NoteData& data);

} // namespace contrafact::models::midi_rnn
