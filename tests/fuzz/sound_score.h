// SPDX-License-Identifier: GPL-3.0-or-later
// What every score is that a reader gives, whatever it read.
#pragma once

#include "core/score/score.h"
#include "tests/fuzz/fuzz_target.h"

#include <algorithm>

namespace contrafact::fuzz {

inline void requireSound(const score::Track& track) {
    require(std::is_sorted(track.notes().begin(), track.notes().end()));
    for (const auto& note : track.notes())
        require(note.id != 0 && note.onset >= score::Tick{} && note.length >= score::Tick{} &&
                note.pitch >= score::kMinPitch && note.pitch <= score::kMaxPitch &&
                note.velocity >= 1 && note.velocity <= 127);
}

inline void requireSound(const score::Score& score) {
    for (int i = 0; i < score.trackCount(); ++i) requireSound(score.track(i));
    require(score.duration() >= score::Seconds{} && score::barCount(score) >= 1);
}

} // namespace contrafact::fuzz
