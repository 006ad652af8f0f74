// SPDX-License-Identifier: GPL-3.0-or-later
// One direction of one recurrent layer on the CPU, forward and backward through all time steps, as
// one node of torch's graph. Used by nn/recurrent; first derivatives only.
#pragma once

#include "models/nn/recurrent.h"

namespace contrafact::models::nn {

struct PassOutput {
    torch::Tensor rows;   ///< [B, L, H]
    torch::Tensor hidden; ///< [B, H] after the last step
    torch::Tensor cells;  ///< [B, H]; undefined for a GRU
};

/// rows [B, L, F]; `hidden` and `cells` [B, H] are the state before the first step, undefined where
/// it is zero.
PassOutput lstmPass(const torch::Tensor& rows, const RecurrentImpl::Weights& weights,
                    const torch::Tensor& hidden, const torch::Tensor& cells);
PassOutput gruPass(const torch::Tensor& rows, const RecurrentImpl::Weights& weights,
                   const torch::Tensor& hidden);

} // namespace contrafact::models::nn
