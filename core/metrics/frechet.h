// SPDX-License-Identifier: GPL-3.0-or-later
// Fréchet distance of two sets of bars: how far apart the normal distributions are that have their
// means and covariances (Dowson and Landau 1982), as FID is for pictures (Heusel et al. 2017). The
// vector of a bar is documented and needs no network: the features of core/metrics/bar_features.h.
#pragma once

#include "core/metrics/bar_features.h"

namespace contrafact::metrics {

/// 0 for sets of the same mean and covariance. Each feature is scaled by its mean and deviation in
/// `real`; one that is not there has the mean, and one that never varies there counts as it is. NaN
/// with fewer than two bars on either side.
double frechetDistance(const FeatureTable& real, const FeatureTable& other);

} // namespace contrafact::metrics
