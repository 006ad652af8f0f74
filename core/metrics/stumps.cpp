// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/stumps.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace contrafact::metrics {

namespace {

constexpr std::size_t kBins = 32;
constexpr double kRate = 0.3;
constexpr double kRidge = 1; ///< rows that a side must outweigh before it says much

/// Slope and curvature of the loss, summed over rows.
struct Pull {
    double slope = 0;
    double curvature = 0;

    double gain() const { return slope * slope / (curvature + kRidge); }
    double step() const { return kRate * slope / (curvature + kRidge); }
};

std::vector<float> edgesOf(std::vector<float> values) {
    std::erase_if(values, [](float value) { return std::isnan(value); });
    std::ranges::sort(values);
    std::vector<float> edges; // a value belongs to the bin of the edges below it
    for (std::size_t i = 1; i + 1 < kBins && !values.empty(); ++i) {
        const float edge = values[i * values.size() / (kBins - 1)];
        if (edge > values.front() && (edges.empty() || edge > edges.back())) edges.push_back(edge);
    }
    return edges;
}

double probability(double score) {
    return 1 / (1 + std::exp(-score));
}

} // namespace

BinnedTable::BinnedTable(const FeatureTable& table)
    : m_rows(table.rows())
    , m_width(table.width)
    , m_bins(m_rows * m_width) {
    std::vector<float> column(m_rows);
    for (std::size_t feature = 0; feature < m_width; ++feature) {
        for (std::size_t row = 0; row < m_rows; ++row) column[row] = table.row(row)[feature];
        const auto edges = edgesOf(column);
        for (std::size_t row = 0; row < m_rows; ++row) {
            const auto above = std::ranges::upper_bound(edges, column[row]) - edges.begin();
            m_bins[feature * m_rows + row] =
                std::isnan(column[row]) ? std::uint8_t{0} : static_cast<std::uint8_t>(above + 1);
        }
    }
}

BoostedStumps::Stump BoostedStumps::bestStump(const BinnedTable& table,
                                              std::span<const std::size_t> rows,
                                              std::span<const double> slopes,
                                              std::span<const double> curvatures) {
    Stump best;
    for (std::size_t feature = 0; feature < table.width(); ++feature) {
        std::array<Pull, kBins> bins{};
        Pull all;
        const auto places = table.feature(feature);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            auto& bin = bins[places[rows[i]]];
            bin.slope += slopes[i];
            bin.curvature += curvatures[i];
        }
        for (const auto& bin : bins) {
            all.slope += bin.slope;
            all.curvature += bin.curvature;
        }
        Pull left;
        for (std::size_t last = 0; last + 1 < kBins; ++last) {
            left.slope += bins[last].slope;
            left.curvature += bins[last].curvature;
            const Pull right{all.slope - left.slope, all.curvature - left.curvature};
            const double gain = left.gain() + right.gain() - all.gain();
            if (gain > best.gain)
                best = {feature, static_cast<int>(last), left.step(), right.step(), gain};
        }
    }
    return best;
}

BoostedStumps::BoostedStumps(const BinnedTable& table, std::span<const std::uint8_t> classes,
                             std::span<const std::size_t> rows, int rounds)
    : m_gains(table.width(), 0) {
    const auto ones = static_cast<double>(
        std::ranges::count_if(rows, [&](std::size_t row) { return classes[row] == 1; }));
    const auto zeros = static_cast<double>(rows.size()) - ones;
    if (ones == 0 || zeros == 0) return;
    m_bias = std::log(ones / zeros);
    std::vector<double> scores(rows.size(), m_bias);
    std::vector<double> slopes(rows.size());
    std::vector<double> curvatures(rows.size());
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const double p = probability(scores[i]);
            slopes[i] = classes[rows[i]] - p;
            curvatures[i] = p * (1 - p);
        }
        const auto stump = bestStump(table, rows, slopes, curvatures);
        if (stump.gain <= 0) return;
        m_gains[stump.feature] += stump.gain;
        m_stumps.push_back(stump);
        for (std::size_t i = 0; i < rows.size(); ++i)
            scores[i] += table.at(rows[i], stump.feature) <= stump.last ? stump.left : stump.right;
    }
}

double BoostedStumps::score(const BinnedTable& table, std::size_t row) const {
    double score = m_bias;
    for (const auto& stump : m_stumps)
        score += table.at(row, stump.feature) <= stump.last ? stump.left : stump.right;
    return score;
}

} // namespace contrafact::metrics
