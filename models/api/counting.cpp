// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/counting.h"

namespace contrafact::models {

Count sequenceDiscriminatorCount(std::int64_t features, std::int64_t width, std::int64_t directions,
                                 bool batchSpread) {
    return lstmCount(features, width) + lstmCount(width, width, directions) +
           denseCount(directions * width, width) + denseCount(width, width / 2) +
           denseCount(width / 2 + (batchSpread ? 1 : 0), 1);
}

} // namespace contrafact::models
