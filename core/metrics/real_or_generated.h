// SPDX-License-Identifier: GPL-3.0-or-later
// Can bars be told apart from real ones? A small classifier is trained on some songs and pieces and
// asked about the others.
#pragma once

#include "core/metrics/bar_features.h"
#include "core/metrics/figure.h"

#include <cstdint>
#include <string>
#include <vector>

namespace contrafact::metrics {

/// What gives music away.
struct Tell {
    std::string feature;
    double share = 0;    ///< 0..1 of what the classifier leans on
    bool higher = false; ///< than in real music, in the mean
};

struct ToldApart {
    Figure auc; ///< 0.5: told no better than by chance, 1: at a glance; over songs and pieces
    std::vector<Tell> tells; ///< the largest first
    std::string why;         ///< a sentence where nothing could be told; else empty
};

/// Five-fold cross-validation, split by song and by piece. Where a side has fewer than two, there
/// is no figure but a sentence.
ToldApart tellApart(const BarTable& real, const BarTable& other, std::uint64_t seed);

} // namespace contrafact::metrics
