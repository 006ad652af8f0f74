// SPDX-License-Identifier: GPL-3.0-or-later
// How a piece ends: all who have just played strike the last bar's chord on its first beat, once,
// and hold it.
#pragma once

#include "core/encoding/bar_grid.h"

#include <span>

namespace contrafact::models::bar_rnn {

/// The chord, a class of encoding::chordOf, holds the pitch; in the bass only its root does. Where
/// there is no chord every pitch fits, and so does every drum.
bool fitsLastChord(int pitch, int family, int chord);

/// The class of the shortest length that fills a bar of so many steps.
int lastLength(int steps);

} // namespace contrafact::models::bar_rnn
