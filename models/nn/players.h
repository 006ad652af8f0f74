// SPDX-License-Identifier: GPL-3.0-or-later
// The two networks of an adversarial system as what is shared by such systems sees them.
#pragma once

#include "models/nn/torch.h"

#include <cstdint>

namespace contrafact::models::nn {

/// Makes pieces of noise, each of its own row.
class PieceGenerator : public torch::nn::Module {
public:
    explicit PieceGenerator(std::int64_t noiseSize)
        : m_noise(noiseSize) {}
    std::int64_t noise() const { return m_noise; } ///< numbers that a piece is made of
    /// N(0, 1) [B, noise] -> pieces [B, ...]. While training, batch norm goes by the batch and
    /// dropout is drawn from `drops`.
    virtual torch::Tensor forward(const torch::Tensor& noise, at::Generator& drops) = 0;
    /// The bias of the layer that writes cells: the higher, the more of them sound. Undefined where
    /// pieces are no cells.
    virtual torch::Tensor outputBias() const { return {}; }

private:
    std::int64_t m_noise;
};

class PieceDiscriminator : public torch::nn::Module {
public:
    struct Output {
        torch::Tensor logits;   ///< [B]; above 0 the piece is taken for real
        torch::Tensor features; ///< of the first layer, [B, ...]
    };
    /// Pieces [B, ...] as the generator makes them.
    virtual Output forward(const torch::Tensor& pieces, at::Generator& drops) = 0;
};

} // namespace contrafact::models::nn
