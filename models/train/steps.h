// SPDX-License-Identifier: GPL-3.0-or-later
// The losses that families of systems share. Each gives a scalar to nn::Optimiser::descend; an
// adversarial step is two of those with two optimisers.
#pragma once

#include "models/nn/torch.h"

namespace contrafact::models::train {

/// Draws z ~ N(mean, sigma²) with noise from `generator`. mean [B, K], logSigma [B, 1] or [B, K].
struct LatentSample {
    torch::Tensor z;
    torch::Tensor noise;
};
LatentSample drawLatent(const torch::Tensor& mean, const torch::Tensor& logSigma,
                        at::Generator& generator);

/// KL(q || N(0, 1)) in nats, mean over the batch; exact.
torch::Tensor klDivergence(const torch::Tensor& mean, const torch::Tensor& logSigma);
/// The same estimated from the drawn sample alone, as Tham's code does.
torch::Tensor sampledKl(const LatentSample& sample, const torch::Tensor& logSigma);

/// -log p(x) in nats, summed over cells, mean over the batch. x in {0, 1} (or between).
torch::Tensor bernoulliLoss(const torch::Tensor& logits, const torch::Tensor& x);
/// -log p(x) up to a constant, with one learned log sigma for all cells.
torch::Tensor gaussianLoss(const torch::Tensor& output, const torch::Tensor& x,
                           const torch::Tensor& logSigma);

} // namespace contrafact::models::train
