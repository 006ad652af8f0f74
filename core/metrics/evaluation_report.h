// SPDX-License-Identifier: GPL-3.0-or-later
// An evaluation as files and text.
#pragma once

#include "core/metrics/evaluation.h"

#include <string>

namespace contrafact::metrics {

/// "3.28"; "–" where nothing was measured.
std::string figureText(const Figure& figure, Measure measure);
/// "3.10–3.45"; empty where nothing was measured.
std::string intervalText(const Figure& figure, Measure measure);
/// What has to be known about a figure: "trivial" for QN on a coarse grid, else empty.
std::string noteOn(const MeasuredColumn& column, Measure measure);

/// A row per column, measure and family:
/// column,kind,bars,coarse_grid,measure,family,value,low,high.
std::string toCsv(const Evaluation& evaluation);
/// One page without anything from elsewhere.
std::string toHtml(const Evaluation& evaluation);
/// Aligned columns for a terminal: one scope, and with `intervals` a second line for each measure.
std::string toText(const Evaluation& evaluation, std::size_t scope, bool intervals);

} // namespace contrafact::metrics
