// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/table1.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace contrafact::metrics {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr double kPercent = 100, kClasses = 12;
constexpr std::size_t kPiano = scopeOf(static_cast<int>(encoding::Family::Piano));

struct Printed {
    const char* name;
    double emptyBars, pitchBands, qualified;
};
/// Liu & Huo's Table 1, whose first and fifth row are the piano's column of Table 1 in Dong et al.,
/// MuseGAN (AAAI 2018); then the rest of that column. The training data come first.
constexpr Printed kPrinted[]{
    {"training data", 24.8, 3.28, 88.4},    {"naive", 40.6, 8.92, 30.4},
    {"bi-LSTM", 39.5, 7.73, 48.7},          {"CNN-LSTM", 27.7, 5.24, 67.4},
    {"MuseGAN, jamming", 22.6, 4.13, 62.2}, {"MuseGAN, composer", 0.02, 4.89, 49.9},
    {"MuseGAN, hybrid", 17.8, 5.45, 45.5},  {"MuseGAN, ablated", 0.68, 2.32, 31.1},
};

Table1Row rowOf(const Printed& printed) {
    return {.name = printed.name,
            .printed = true,
            .emptyBars = printed.emptyBars,
            .pitchClasses = kUnknown,
            .pitchBands = printed.pitchBands,
            .qualified = printed.qualified};
}

Table1Row rowOf(const MeasuredColumn& column) {
    const auto value = [&](std::string_view id) { return column.of(id, kPiano).value; };
    return {.name = column.name,
            .emptyBars = value("eb"),
            .pitchClasses = value("upc"),
            .pitchBands = value("upc_musegan"),
            .qualified = value("qn")};
}

/// Distances and ranks of rows of one kind, the first of which is their training music.
void rank(std::vector<Table1Row>& rows) {
    if (rows.empty()) return;
    rows.front().training = true;
    for (auto& row : rows) row.distance = distanceOf(row, rows.front());
    for (auto& row : rows) {
        if (row.training || std::isnan(row.distance)) continue;
        row.rank = 1 + static_cast<int>(std::ranges::count_if(rows, [&](const auto& other) {
                       return !other.training && other.distance < row.distance;
                   }));
    }
}

std::string cell(double value, int digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%10.*f", digits, value);
    return std::isnan(value) ? "         –" : text;
}

std::string lineOf(const Table1Row& row) {
    char name[32];
    std::snprintf(name, sizeof name, "%-26.26s", row.name.c_str());
    const auto rank = row.rank > 0 ? std::to_string(row.rank) : std::string();
    return name + cell(row.emptyBars, 1) + cell(row.pitchClasses, 2) + cell(row.pitchBands, 2) +
           cell(row.qualified, 1) + cell(row.training ? kUnknown : row.distance, 1) + "  " + rank +
           "\n";
}

} // namespace

double distanceOf(const Table1Row& row, const Table1Row& training) {
    const double differences[]{std::abs(row.emptyBars - training.emptyBars) / kPercent,
                               std::abs(row.pitchBands - training.pitchBands) / kClasses,
                               std::abs(row.qualified - training.qualified) / kPercent};
    return kPercent * (differences[0] + differences[1] + differences[2]) / 3;
}

std::vector<Table1Row> table1(const Evaluation& evaluation) {
    std::vector<Table1Row> rows, measured;
    for (const auto& printed : kPrinted) rows.push_back(rowOf(printed));
    for (const auto& column : evaluation.columns) measured.push_back(rowOf(column));
    rank(rows);
    rank(measured);
    rows.insert(rows.end(), measured.begin(), measured.end());
    return rows;
}

std::string table1Text(const Evaluation& evaluation) {
    std::string text =
        "Piano                           EB, %       UPC UPC MuseGAN    QN, %  distance "
        " rank\n";
    const auto rows = table1(evaluation);
    for (const bool printed : {true, false}) {
        text += printed ? "printed\n" : "\nmeasured against " + evaluation.reference + "\n";
        for (const auto& row : rows)
            if (row.printed == printed) text += lineOf(row);
    }
    return text;
}

} // namespace contrafact::metrics
