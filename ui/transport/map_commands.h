// SPDX-License-Identifier: GPL-3.0-or-later
// Changes of tempo and meter. Each is one step of undo.
#pragma once

#include "core/score/types.h"

namespace contrafact::ui {

class Document;

/// The tempo that is in force at `at` becomes `bpm`.
void setTempo(Document& document, score::Tick at, double bpm);
/// The meter that is in force at `at` becomes n/d.
void setMeter(Document& document, score::Tick at, int numerator, int denominator);

} // namespace contrafact::ui
