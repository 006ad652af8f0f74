// SPDX-License-Identifier: GPL-3.0-or-later
// The discriminator of the LSTM GANs (Liu & Huo's three models, Peterson & Lyster's): two LSTM
// layers read a sequence to its end, three dense layers judge what they hold.
#pragma once

#include "models/nn/players.h"
#include "models/nn/recurrent.h"

#include <vector>

namespace contrafact::models::nn {

struct SequenceDiscriminatorOptions {
    std::int64_t features = 1;      ///< of one time step
    std::int64_t stepsAtOnce = 1;   ///< the first LSTM reads; a piece has a multiple of these
    std::int64_t width = 512;       ///< of both LSTMs and the first dense layer; the second's half
    bool bothDirections = true;     ///< of the second LSTM
    double slope = 0.2;             ///< of LeakyReLU below 0
    bool silenceIsZero = false;     ///< cells of -1..1 are read as 0..1
    bool batchSpread = false;       ///< the last layer also sees how much a group differs
    std::int64_t group = 0;         ///< so many pieces that follow each other; 0: the whole batch
    bool secondDerivatives = false; ///< its gradient will be penalised
};

class SequenceDiscriminator : public PieceDiscriminator {
public:
    explicit SequenceDiscriminator(const SequenceDiscriminatorOptions& options);
    /// [B, steps, features]
    Output forward(const torch::Tensor& pieces, at::Generator& drops) override;

private:
    SequenceDiscriminatorOptions m_options;
    Recurrent m_first;
    Recurrent m_second;
    std::vector<torch::nn::Linear> m_dense;
};

/// rows [B, C] with one more column, the standard deviation over a row's group of so many rows (0:
/// all), mean over C (Karras et al. 2018): a discriminator that sees it can tell a collapsed
/// generator. B must be a multiple of the group.
torch::Tensor withBatchSpread(const torch::Tensor& rows, std::int64_t group = 0);

} // namespace contrafact::models::nn
