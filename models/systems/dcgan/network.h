// SPDX-License-Identifier: GPL-3.0-or-later
// Tham's DCGAN on segments of 5 families x 32 steps x 128 pitches.
//
// All kernels are as wide as their stride and either one pitch or all pitches wide, so that each
// layer is one matrix product on a view of rows. A segment's cells lie as [step][family][pitch].
// Shapes: B segments; a row is one time step of one segment at the layer's resolution.
#pragma once

#include "core/encoding/segment.h"
#include "models/nn/torch.h"

#include <vector>

namespace contrafact::models::dcgan {

inline constexpr std::int64_t kLatent = 100;
inline constexpr std::int64_t kRowCells = std::int64_t{encoding::kFamilies} * encoding::kPitches;
inline constexpr std::int64_t kCells = encoding::kSteps * kRowCells;

/// What batch norm does with its statistics.
enum class Norm {
    Learn,   ///< by the batch, running means follow
    Measure, ///< by the batch, running means become the batch's
    Use      ///< by the running means
};

enum class RowNorm { Batch, None };

/// A (transposed) convolution in time, batch norm, PReLU: [rows, in] -> [rows * area, channels].
class BlockImpl : public torch::nn::Module {
public:
    BlockImpl(std::int64_t in, std::int64_t area, std::int64_t channels,
              RowNorm norm = RowNorm::Batch, bool spectral = false);
    torch::Tensor forward(const torch::Tensor& rows, Norm norm);
    /// N(0, 0.02), batch norm's scale N(1, 0.02), as published.
    void initialise(at::Generator& generator);

private:
    torch::Tensor m_weight;                             // [in, area * channels]
    torch::Tensor m_bias;                               // [channels]
    torch::Tensor m_scale, m_shift, m_mean, m_variance; // [channels]; undefined without norm
    torch::Tensor m_slope;                              // [1], of PReLU below 0
    torch::Tensor m_singular; // [area * channels], undefined without spectral norm
    std::int64_t m_area;
    std::int64_t m_channels;
};
TORCH_MODULE(Block);

class GeneratorImpl : public torch::nn::Module {
public:
    explicit GeneratorImpl(std::int64_t width);
    /// Logits of cells: [B, 100] -> [B, cells].
    torch::Tensor forward(const torch::Tensor& z, Norm norm);
    /// The activations after the second block, four time steps: [B, 4 * channels].
    torch::Tensor early(const torch::Tensor& z);
    /// Sets batch norm's statistics to those of this batch.
    void measure(const torch::Tensor& z);
    /// `density`: share of sounding cells by family at which the output starts; empty: all half.
    void initialise(at::Generator& generator, const std::vector<double>& density);

private:
    std::vector<Block> m_blocks;
    torch::Tensor m_weight; // [channels, 640]
    torch::Tensor m_bias;   // [families]
};
TORCH_MODULE(Generator);

struct DiscriminatorOptions {
    std::int64_t width = 1;
    RowNorm norm = RowNorm::Batch;
    bool spectral = false;
    double dropout = 0.5;
};

class DiscriminatorImpl : public torch::nn::Module {
public:
    explicit DiscriminatorImpl(const DiscriminatorOptions& options);
    struct Output {
        torch::Tensor logits;   ///< [B]
        torch::Tensor features; ///< of the first block, [B, 32 * channels]
    };
    /// As in training, dropout from `generator`: [B, cells].
    Output forward(const torch::Tensor& cells, at::Generator& generator);
    void initialise(at::Generator& generator);

private:
    torch::Tensor dropped(const torch::Tensor& rows, at::Generator& generator) const;

    std::vector<Block> m_blocks;
    torch::nn::Linear m_last;
    torch::Tensor m_lastSingular; // [1], undefined without spectral norm
    double m_dropout;
};
TORCH_MODULE(Discriminator);

} // namespace contrafact::models::dcgan
