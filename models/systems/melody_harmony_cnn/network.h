// SPDX-License-Identifier: GPL-3.0-or-later
// Tham's MelodyCNN and ConditionalHarmonyCNN: one or two segments in, the next segment out.
// Cells come in patch order (core/encoding/patches.h). Shapes: B segments of 32 x 128 cells.
#pragma once

#include "models/api/params.h"
#include "models/nn/patches.h"
#include "models/nn/torch.h"

#include <vector>

namespace contrafact::models::melody_harmony_cnn {

/// Batch norm over rows [N, channels]. Its scale and shift serve several uses (two inputs, the way
/// back out); each use has running statistics of its own, for they differ.
class SharedNormImpl : public torch::nn::Module {
public:
    SharedNormImpl(std::int64_t channels, int uses);
    torch::Tensor forward(const torch::Tensor& rows, int use);

private:
    torch::Tensor m_scale, m_shift;
    std::vector<torch::Tensor> m_means, m_variances;
};
TORCH_MODULE(SharedNorm);

struct SegmentNetOptions {
    int inputs = 1;         ///< 1: MelodyCNN; 2: ConditionalHarmonyCNN
    bool firstDense = true; ///< the first of three dense layers, which the code's MelodyCNN lacks
    bool separate = false;  ///< each input has convolutions of its own
    std::int64_t latent = 128;
    double dropout = 0.4;  ///< after the first two convolutions
    bool rectified = true; ///< outputs are velocities >= 0; otherwise logits

    static SegmentNetOptions from(const Params& training, int inputs);
};

class SegmentNetImpl : public torch::nn::Module {
public:
    explicit SegmentNetImpl(const SegmentNetOptions& options);
    /// [B, cells] each, as many as there are inputs; gives [B, cells]. In training mode batch norm
    /// goes by the batch and dropout is drawn from `seed`. `noise` scales a draw from `seed` that
    /// is added to the latent, in proportion to its length.
    torch::Tensor forward(const std::vector<torch::Tensor>& segments, std::uint64_t seed,
                          double noise = 0);
    /// `density`: the share of sounding cells at which logits start.
    void initialise(at::Generator& generator, double density);

private:
    /// The three convolutions with their norms.
    struct Stack {
        nn::PatchConv conv1{nullptr}, conv2{nullptr}, conv3{nullptr};
        SharedNorm norm1{nullptr}, norm2{nullptr}, norm3{nullptr};
    };
    Stack makeStack(const std::string& prefix, int uses);
    torch::Tensor encode(Stack& stack, const torch::Tensor& cells, int use, std::uint64_t seed);
    torch::Tensor decode(const torch::Tensor& hidden);

    SegmentNetOptions m_options;
    std::vector<Stack> m_stacks;
    std::vector<torch::nn::Linear> m_dense;
    nn::PatchDeconv m_deconv3, m_deconv2, m_deconv1;
};
TORCH_MODULE(SegmentNet);

} // namespace contrafact::models::melody_harmony_cnn
