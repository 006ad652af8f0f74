// SPDX-License-Identifier: GPL-3.0-or-later
// How likely the network finds each note of a piece, knowing what stands before it.
#pragma once

#include "models/api/generation.h"
#include "models/systems/bar_rnn/stepper.h"

namespace contrafact::models::bar_rnn {

/// Events as the stepper takes them in, with what each of them costs.
struct EventCosts {
    std::vector<encoding::Event> events;
    std::vector<double> nats; ///< of each event, lengths and velocities with their notes
};
/// The first BAR costs nothing.
EventCosts costsOf(const Model& model, EventStepper& stepper,
                   const std::vector<encoding::NoteBar>& bars, const Known& known,
                   std::stop_token stop);

/// Notes that lie on no place of the grid (drums beyond the encoding's) are left out.
Result<PieceLikelihood> likelihoodOf(const Model& model, EventStepper& stepper,
                                     const score::Score& piece, std::stop_token stop);

} // namespace contrafact::models::bar_rnn
