// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/score/score.h"

#include <QString>

namespace contrafact::ui {

/// A note in words: "C4, bar 2, beat 3, 1/8 long, velocity 90".
QString noteWords(const score::Score& score, const score::Note& note);

} // namespace contrafact::ui
