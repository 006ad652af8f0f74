// SPDX-License-Identifier: GPL-3.0-or-later
// A matrix that is multiplied by one row after another, for composing step by step. What a step
// waits for is memory: weights that are all exactly numbers of half precision, as those of shipped
// checkpoints are, are kept as such and read in half the time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace contrafact::models::nn {

class StepMatrix {
public:
    StepMatrix() = default;
    /// `values` [inputs, outputs], row by row.
    explicit StepMatrix(std::vector<float> values);

    /// out += x · matrix; x [inputs], out [outputs]. Rows for a 0 in x cost nothing. Any thread.
    void addProduct(std::span<const float> x, std::span<float> out) const;

    /// Whether it is kept in half precision, which is never less exact.
    bool isHalf() const { return !m_halves.empty(); }

private:
    std::vector<float> m_values;
    std::vector<std::uint16_t> m_halves; ///< in place of m_values
};

} // namespace contrafact::models::nn
