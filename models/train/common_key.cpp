// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/common_key.h"

#include "core/score/transforms.h"

namespace contrafact::models::train {

int semitonesToCommonKey(const score::Score& song, const Params& params) {
    if (params.choice("key") == "written") return 0;
    constexpr int kOctave = 12, kFifth = 7, kFarthestUp = 5;
    // A minor key has the sharps of its relative major.
    const int down = ((score::estimateKey(song).sharps * kFifth) % kOctave + kOctave) % kOctave;
    const int up = kOctave - down;
    return up <= kFarthestUp ? up : -down;
}

} // namespace contrafact::models::train
