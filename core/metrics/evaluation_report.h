// SPDX-License-Identifier: GPL-3.0-or-later
// An evaluation as files and text.
#pragma once

#include "core/metrics/evaluation.h"

#include <string>

namespace contrafact::metrics {

/// "3.28"; "–" where nothing was measured.
std::string figureText(const Figure& figure, const Metric& metric);
/// "3.10–3.45"; empty where nothing was measured.
std::string intervalText(const Figure& figure, const Metric& metric);
/// What a table says of a column: the figure, or "too few" where it takes more songs and pieces
/// to tell it from real music (MeasuredColumn::untold), or "–".
std::string cellText(const MeasuredColumn& column, std::size_t metric, std::size_t scope);
/// What has to be known about a figure: "trivial" for QN on a coarse grid, else empty.
std::string noteOn(const MeasuredColumn& column, const Metric& metric);
/// "Empty bars (EB), %"
std::string titleOf(const Metric& metric);
/// Some column has a figure for it, or a sentence why it has none.
bool isShown(const Evaluation& evaluation, std::size_t metric, std::size_t scope);
/// "Piano: notes, fewer or lower (31 %); …", what tells a column from real music; may be empty.
std::string tellsText(const MeasuredColumn& column);

/// A row per column, metric and family:
/// column,kind,bars,coarse_grid,measure,family,value,low,high.
std::string toCsv(const Evaluation& evaluation);
/// One page without anything from elsewhere.
std::string toHtml(const Evaluation& evaluation);
/// Aligned columns for a terminal: one scope, and with `intervals` a second line for each measure.
std::string toText(const Evaluation& evaluation, std::size_t scope, bool intervals);

} // namespace contrafact::metrics
