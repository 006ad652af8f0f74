// SPDX-License-Identifier: GPL-3.0-or-later
// The songs of systems that count in bars of 4/4.
#pragma once

#include "core/corpus/windows.h"
#include "models/train/system.h"

#include <stdexcept>

namespace contrafact::models::train {

/// All of the corpus that is in 4/4; what is left out is logged. Throws where nothing is.
inline corpus::Stretches fourFourOf(const Context& context) {
    auto stretches = corpus::stretchesOf(*context.corpus);
    const auto leftOut = stretches.leftOutText();
    if (stretches.all.empty())
        throw std::runtime_error("this system counts in 4/4, and none of these songs does: " +
                                 leftOut);
    if (!leftOut.empty()) context.log(leftOut);
    return stretches;
}

} // namespace contrafact::models::train
