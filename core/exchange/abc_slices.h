// SPDX-License-Identifier: GPL-3.0-or-later
// A track cut into chords that follow one another: what one voice of ABC can say.
#pragma once

#include "core/score/score.h"

#include <cstdint>
#include <vector>

namespace contrafact::exchange::abc {

/// Time on the writer's grid.
using Step = std::int64_t;

struct SliceNote {
    std::int32_t pitch = 60;
    bool tied = false; ///< goes on in the next slice
};

/// From `begin` until the next slice's begin; no notes: a rest.
struct Slice {
    Step begin = 0;
    Step length = 0;
    std::vector<SliceNote> notes; ///< rising
};

class StepGrid {
public:
    StepGrid(int ppq, int stepsPerQuarter)
        : m_ppq(ppq)
        , m_stepsPerQuarter(stepsPerQuarter) {}
    Step toStep(score::Tick tick) const {
        return (2 * tick.value * m_stepsPerQuarter + m_ppq) / (2 * m_ppq);
    }

    bool holds(score::Tick tick) const { return tick.value * m_stepsPerQuarter % m_ppq == 0; }

private:
    Step m_ppq;
    Step m_stepsPerQuarter;
};

/// Cuts at every onset, end and bar line, from 0 to the last bar line.
/// @param barLines ascending, the first is 0, the last lies at or after every end
std::vector<Slice> slicesOf(const score::Track& track, const StepGrid& grid,
                            const std::vector<Step>& barLines);

} // namespace contrafact::exchange::abc
