// SPDX-License-Identifier: GPL-3.0-or-later
// Convolutions whose stride is their kernel, as one matrix product over patches that lie one after
// the other (core/encoding/patches.h): no im2col and no transposition.
#pragma once

#include "models/nn/torch.h"

namespace contrafact::models::nn {

/// A convolution on patches: [rows, patch] -> [rows, channels].
class PatchConvImpl : public torch::nn::Module {
public:
    PatchConvImpl(std::int64_t patch, std::int64_t channels);
    torch::Tensor forward(const torch::Tensor& patches);
    /// He's normal distribution, times `gain`; the bias is zero.
    void initialise(at::Generator& generator, double gain = 1);

    torch::Tensor weight; ///< [patch, channels]
    torch::Tensor bias;   ///< [channels]
};
TORCH_MODULE(PatchConv);

/// A transposed convolution onto patches: [rows, in] -> [rows, area * channels], one bias a
/// channel.
class PatchDeconvImpl : public torch::nn::Module {
public:
    PatchDeconvImpl(std::int64_t in, std::int64_t area, std::int64_t channels);
    torch::Tensor forward(const torch::Tensor& rows);
    void initialise(at::Generator& generator, double gain = 1);

    torch::Tensor weight; ///< [in, area * channels]
    torch::Tensor bias;   ///< [channels]

private:
    std::int64_t m_area;
};
TORCH_MODULE(PatchDeconv);

/// N(0, 2 / fanIn) times `gain`. With torch's own initialisation the signal fades over eight layers
/// and the first hundreds of steps are lost.
void drawHe(const torch::Tensor& weight, std::int64_t fanIn, at::Generator& generator,
            double gain = 1);
/// The same for a linear layer; its bias is zero.
void drawHe(torch::nn::Linear& linear, at::Generator& generator, double gain = 1);

} // namespace contrafact::models::nn
