// SPDX-License-Identifier: GPL-3.0-or-later
// Table 1 of Liu & Huo (Music Generation with GANs) continued: the rows they print beside measured
// ones. A row is the better the nearer it is to the training music of its kind.
#pragma once

#include "core/metrics/evaluation.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace contrafact::metrics {

/// Of the piano, in bars of 96 steps. NaN where it is not known.
struct Table1Row {
    std::string name;
    bool printed = false;    ///< in the paper or in MuseGAN's; otherwise measured
    bool training = false;   ///< what the others of its kind are held against
    double emptyBars = 0;    ///< %
    double pitchClasses = 0; ///< 0..12
    double pitchBands = 0;   ///< as MuseGAN's code counts them, and with it all printed rows
    double qualified = 0;    ///< %
    double distance = 0;     ///< see distanceOf()
    int rank = 0;            ///< among its kind, from 1; 0: training music, or nothing measured
};

inline constexpr std::string_view kTable1Title = "Table 1 of Liu & Huo, continued";
/// What has to be known to read it.
inline constexpr std::string_view kTable1Note =
    "Of the piano, in bars of 96 steps. Printed rows are from Liu & Huo and from MuseGAN. "
    "Distance: "
    "from the training music of the same kind, the mean of the three differences in percent of "
    "their scales.";
/// Of a row's cells.
inline constexpr std::array<std::string_view, 7> kTable1Headings{
    "Music",        "Empty bars, %", "Pitch classes", "as MuseGAN counts",
    "Qualified, %", "Distance",      "Rank"};

/// Mean of the three differences, each in percent of its scale (100 %, 12 classes, 100 %). Used
/// pitch classes are compared as MuseGAN counts them.
double distanceOf(const Table1Row& row, const Table1Row& training);

/// The printed rows, then the evaluation's columns, each held against the first real one.
std::vector<Table1Row> table1(const Evaluation& evaluation);
/// Aligned columns for a terminal.
std::string table1Text(const Evaluation& evaluation);

} // namespace contrafact::metrics
