// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/interrupt.h"
#include "models/api/training.h"

namespace contrafact::app {

/// Trains to the end, or to a stop, and shows how it goes: a line of progress on stderr, or one
/// JSON object a line on stdout. Gives the exit status. Precondition: the system is known.
int watchTraining(const models::TrainingRequest& request, const Interrupt& interrupt, bool json);

} // namespace contrafact::app
