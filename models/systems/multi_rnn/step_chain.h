// SPDX-License-Identifier: GPL-3.0-or-later
// Each cell by whether it sounded a step before, counted: what a network of rolls has to beat.
#pragma once

#include "core/encoding/grid.h"
#include "models/nn/torch.h"

#include <vector>

namespace contrafact::models::multi_rnn {

class StepChain {
public:
    explicit StepChain(const std::vector<encoding::GridSong>& songs);

    /// How often each cell sounds, above 0, [families, pitches].
    const torch::Tensor& rates() const { return m_rates; }
    /// -log p of `next` after `before`, [..., families, pitches] each, in nats a frame.
    torch::Tensor nll(const torch::Tensor& before, const torch::Tensor& next) const;

private:
    torch::Tensor m_rates, m_afterSilence, m_afterSound;
};

} // namespace contrafact::models::multi_rnn
