// SPDX-License-Identifier: GPL-3.0-or-later
// Whether composed notes are what was asked for, as pure functions. Any thread.
#pragma once

#include "ui/compose/compose_plan.h"

#include <QString>

#include <vector>

namespace contrafact::ui {

struct Demand {
    QString words; ///< what was asked for, and how it came out
    bool met = true;
    bool asked = true;        ///< else it is only told: nobody wished for it
    score::Selection notes{}; ///< that are meant; empty where it is not about single notes
};

/// What was composed, for the report.
struct Composed {
    const score::Score& before;
    const score::Score& after;
    score::TickRange bars;
    const std::vector<score::Note>& made;
    std::vector<std::string> remarks; ///< of the network: what it did not do itself
};

/// Locks, range, key, and what the network says itself.
std::vector<Demand> demandsOn(const Composed& composed, const Constraints& constraints);

} // namespace contrafact::ui
