// SPDX-License-Identifier: GPL-3.0-or-later
// The Transformer-XL of musicautobot: tokens with the beat and the bar that they stand in, layers
// of relative attention with a memory, logits of the next token. B rows of T tokens.
#pragma once

#include "models/api/params.h"
#include "models/nn/relative_attention.h"

#include <torch/nn/modules/embedding.h>
#include <torch/nn/modules/normalization.h>

#include <vector>

namespace contrafact::models::transformer_xl {

struct NetOptions {
    std::int64_t vocabulary = 312;
    std::int64_t layers = 16;
    std::int64_t heads = 8;
    std::int64_t headWidth = 64;
    std::int64_t inner = 2048; ///< of the dense layers
    std::int64_t memory = 512; ///< rows that each layer looks back beyond the segment
    double dropout = 0.1;      ///< of embeddings, attention, dense layers and outputs alike

    std::int64_t width() const { return heads * headWidth; } ///< of a row

    static NetOptions from(const Params& training);
};

/// Attention, then two dense layers; each is added to its input and the sum normalised.
class LayerImpl : public torch::nn::Module {
public:
    explicit LayerImpl(const NetOptions& options);
    torch::Tensor forward(const torch::Tensor& rows, const torch::Tensor& memory,
                          const nn::AttentionBiases& biases, const torch::Tensor& mask,
                          std::uint64_t dropoutSeed);
    /// What follows the attention; `looked` is what it gave for `rows`.
    torch::Tensor rest(const torch::Tensor& rows, const torch::Tensor& looked,
                       std::uint64_t dropoutSeed);

    nn::RelativeAttention attention{nullptr};
    torch::nn::LayerNorm attentionNorm{nullptr}, denseNorm{nullptr};
    torch::nn::Linear dense1{nullptr}, dense2{nullptr};

private:
    torch::Tensor dropped(const torch::Tensor& rows, std::uint64_t seed) const;
    double m_dropout;
};
TORCH_MODULE(Layer);

/// What each layer has read last, [B, M, width]; empty: nothing. Without its graph.
using Memory = std::vector<torch::Tensor>;

class XlNetImpl : public torch::nn::Module {
public:
    explicit XlNetImpl(const NetOptions& options);
    void initialise(at::Generator& generator);

    struct Call {
        std::uint64_t dropoutSeed = 0;
        bool strict = false; ///< a token may not look at itself
    };
    /// tokens and positions (in sixteenths) [B, T] int64 -> logits [B, T, vocabulary]. The memory
    /// goes in and comes out.
    torch::Tensor forward(const torch::Tensor& tokens, const torch::Tensor& positions,
                          Memory& memory, const Call& call);
    /// What the first layer reads, [..., width].
    torch::Tensor embedded(const torch::Tensor& tokens, const torch::Tensor& positions);
    torch::Tensor logits(const torch::Tensor& rows);
    nn::AttentionBiases biases() const { return {m_contentBias, m_distanceBias}; }

    NetOptions options;
    std::vector<Layer> layers;

private:
    torch::Tensor dropped(const torch::Tensor& rows, std::uint64_t seed) const;

    torch::nn::Embedding m_tokens{nullptr}, m_beats{nullptr}, m_bars{nullptr};
    torch::Tensor m_contentBias, m_distanceBias, m_outBias;
};
TORCH_MODULE(XlNet);

} // namespace contrafact::models::transformer_xl
