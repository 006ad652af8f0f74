// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/steps.h"

namespace contrafact::models::train {

namespace {

double batchSize(const torch::Tensor& x) {
    return static_cast<double>(x.size(0));
}

} // namespace

LatentSample drawLatent(const torch::Tensor& mean, const torch::Tensor& logSigma,
                        at::Generator& generator) {
    const auto noise = torch::randn(mean.sizes(), generator).to(mean.device());
    return {mean + logSigma.exp() * noise, noise};
}

torch::Tensor klDivergence(const torch::Tensor& mean, const torch::Tensor& logSigma) {
    const auto wide = logSigma.expand_as(mean);
    return 0.5 * (mean.square() + (2 * wide).exp() - 2 * wide - 1).sum() / batchSize(mean);
}

torch::Tensor sampledKl(const LatentSample& sample, const torch::Tensor& logSigma) {
    const auto wide = logSigma.expand_as(sample.z);
    return (0.5 * sample.z.square() - 0.5 * sample.noise.square() - wide).sum() /
           batchSize(sample.z);
}

torch::Tensor bernoulliLoss(const torch::Tensor& logits, const torch::Tensor& x) {
    // softplus(l) - x l: the cross entropy with the product taken as one dot product.
    const auto product = logits.reshape(-1).dot(x.reshape(-1));
    return (torch::softplus(logits).sum() - product) / batchSize(x);
}

torch::Tensor gaussianLoss(const torch::Tensor& output, const torch::Tensor& x,
                           const torch::Tensor& logSigma) {
    const auto cells = static_cast<double>(x.numel()) / batchSize(x);
    const auto squares = (x - output).square().sum() / batchSize(x);
    return (0.5 * squares * (-2 * logSigma).exp() + cells * logSigma).sum();
}

} // namespace contrafact::models::train
