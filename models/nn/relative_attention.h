// SPDX-License-Identifier: GPL-3.0-or-later
// Attention by content and by distance that also looks back into a memory of what came before (Dai
// et al., Transformer-XL, 2019). Also key by key, for composing.
#pragma once

#include "models/nn/torch.h"

#include <cstdint>

namespace contrafact::models::nn {

/// Sines and cosines of distances count-1, ..., 1, 0: [count, width].
torch::Tensor distanceWaves(std::int64_t count, std::int64_t width, const torch::Device& device);

/// [rows, memory + rows], true where a row may not look: at all rows that come after it.
torch::Tensor causalMask(std::int64_t rows, std::int64_t memory, const torch::Device& device);
/// The same, and a row may not look at itself either; the first may, so that it sees something.
torch::Tensor strictMask(std::int64_t rows, std::int64_t memory, const torch::Device& device);

struct RelativeAttentionOptions {
    std::int64_t width = 1; ///< of a row
    std::int64_t heads = 1;
    std::int64_t headWidth = 1;
    double dropout = 0; ///< of where it looks, while the module is training
};

/// Added to what is asked for, in all layers alike: [heads, headWidth] each.
struct AttentionBiases {
    torch::Tensor content;  ///< u
    torch::Tensor distance; ///< v
};

class RelativeAttentionImpl : public torch::nn::Module {
public:
    explicit RelativeAttentionImpl(const RelativeAttentionOptions& options);

    /// rows [B, T, width], memory [B, M, width] (M may be 0), mask [T, M + T]; gives [B, T, width].
    /// Row i looks at row j of memory and rows together from the distance M + i - j.
    torch::Tensor forward(const torch::Tensor& rows, const torch::Tensor& memory,
                          const AttentionBiases& biases, const torch::Tensor& mask,
                          std::uint64_t dropoutSeed);

    /// What one row more needs of those before it: [heads, N, headWidth] each.
    struct Seen {
        torch::Tensor keys, values;
    };
    Seen seenIn(const torch::Tensor& rows); ///< [N, width]
    /// How distances count-1 ... 0 look, [heads, count, headWidth]; made once for composing.
    torch::Tensor distances(std::int64_t count);
    /// One row [width] after what has been seen, of which the newest `most` remain.
    /// @param distances of `most` + 1
    torch::Tensor step(const torch::Tensor& row, Seen& seen, std::int64_t most,
                       const AttentionBiases& biases, const torch::Tensor& distances);

    torch::nn::Linear queryKeyValue{nullptr}, distance{nullptr}, out{nullptr};

private:
    torch::Tensor byHead(const torch::Tensor& rows) const;

    RelativeAttentionOptions m_options;
};
TORCH_MODULE(RelativeAttention);

} // namespace contrafact::models::nn
