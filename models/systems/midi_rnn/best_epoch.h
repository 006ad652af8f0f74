// SPDX-License-Identifier: GPL-3.0-or-later
// Early end: which epoch was the best, its weights, and how long ago it was. Saved like weights, so
// that a resumed training ends at the same step.
#pragma once

#include "models/api/checkpoint.h"
#include "models/nn/torch.h"

#include <limits>
#include <string>
#include <vector>

namespace contrafact::models::midi_rnn {

class BestEpoch {
public:
    /// `patience`: epochs without a better one before it is exhausted; 0: never.
    BestEpoch(const torch::nn::Module& network, std::int64_t patience);

    /// Judges the epoch that has ended with the weights now in the network: the best so far?
    bool judge(double loss);
    bool exhausted() const { return m_patience > 0 && m_waited >= m_patience; }
    bool known() const { return m_loss < std::numeric_limits<double>::infinity(); }
    double loss() const { return m_loss; }
    /// Puts the best weights into the network, and on the next call the others back; nothing before
    /// the first epoch has ended.
    void swap();

    void save(const std::string& prefix, TensorFile& file) const;
    void load(const std::string& prefix, const TensorFile& file);

private:
    std::vector<torch::Tensor> m_weights; ///< the network's own
    std::vector<torch::Tensor> m_best;
    std::int64_t m_patience;
    std::int64_t m_waited = 0;
    double m_loss = std::numeric_limits<double>::infinity();
};

} // namespace contrafact::models::midi_rnn
