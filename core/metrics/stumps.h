// SPDX-License-Identifier: GPL-3.0-or-later
// Boosted stumps: a small classifier that needs no tuning, takes missing values and says which
// features it leans on. Logistic loss, one split a round (Friedman 2001).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace contrafact::metrics {

/// Row-major numbers; NaN is "not there".
struct FeatureTable {
    std::size_t width = 0;
    std::vector<float> values;

    std::size_t rows() const { return width ? values.size() / width : 0; }
    std::span<const float> row(std::size_t index) const {
        return std::span(values).subspan(index * width, width);
    }
};

/// Features as ranks in a few bins that hold about equally many rows. Bin 0 is "not there".
class BinnedTable {
public:
    explicit BinnedTable(const FeatureTable& table);
    std::size_t rows() const { return m_rows; }
    std::size_t width() const { return m_width; }
    std::uint8_t at(std::size_t row, std::size_t feature) const {
        return m_bins[feature * m_rows + row];
    }
    std::span<const std::uint8_t> feature(std::size_t index) const {
        return std::span(m_bins).subspan(index * m_rows, m_rows);
    }

private:
    std::size_t m_rows;
    std::size_t m_width;
    std::vector<std::uint8_t> m_bins; ///< feature by feature
};

class BoostedStumps {
public:
    /// @param classes 0 or 1 by row of the table
    /// @param rows those to learn from
    BoostedStumps(const BinnedTable& table, std::span<const std::uint8_t> classes,
                  std::span<const std::size_t> rows, int rounds = 60);

    /// Log odds of class 1.
    double score(const BinnedTable& table, std::size_t row) const;
    /// By feature: how much of the loss its splits took away.
    const std::vector<double>& gains() const { return m_gains; }

private:
    struct Stump {
        std::size_t feature = 0;
        int last = 0; ///< the last bin of the left side
        double left = 0;
        double right = 0;
        double gain = 0;
    };
    static Stump bestStump(const BinnedTable& table, std::span<const std::size_t> rows,
                           std::span<const double> slopes, std::span<const double> curvatures);

    double m_bias = 0;
    std::vector<Stump> m_stumps;
    std::vector<double> m_gains;
};

} // namespace contrafact::metrics
