// SPDX-License-Identifier: GPL-3.0-or-later
// Two sets of notes laid over each other as a drawing for a page.
#pragma once

#include "core/metrics/histograms.h"

#include <string>

namespace contrafact::metrics {

/// One <svg> of the shares of `real` and `other`, with the axis' name and its ends; empty when
/// there are no notes in either.
std::string histogramSvg(const NoteFeatures& real, const NoteFeatures& other, NoteFeature feature);

} // namespace contrafact::metrics
