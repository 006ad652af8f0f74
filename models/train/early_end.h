// SPDX-License-Identifier: GPL-3.0-or-later
// When a training no longer gets better: which loss was the best and how many validations ago.
// Saved like weights, so that a resumed training ends at the same step.
#pragma once

#include "models/api/checkpoint.h"

#include <limits>
#include <string>

namespace contrafact::models::train {

class EarlyEnd {
public:
    /// `patience`: validations without a better loss before it is exhausted; 0: never.
    explicit EarlyEnd(std::int64_t patience)
        : m_patience(patience) {}

    /// True when `loss` is the lowest so far.
    bool improves(double loss);
    bool exhausted() const { return m_patience > 0 && m_waited >= m_patience; }

    void save(const std::string& prefix, TensorFile& file) const;
    void load(const std::string& prefix, const TensorFile& file);

private:
    std::int64_t m_patience;
    std::int64_t m_waited = 0;
    double m_best = std::numeric_limits<double>::infinity();
};

} // namespace contrafact::models::train
