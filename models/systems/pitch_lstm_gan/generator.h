// SPDX-License-Identifier: GPL-3.0-or-later
// The generator of the pitch LSTM GAN: dense layers, an LSTM, dense layers. Shapes: B pieces of a
// hundred notes.
#pragma once

#include "models/nn/players.h"
#include "models/nn/recurrent.h"

#include <vector>

namespace contrafact::models::pitch_lstm_gan {

inline constexpr std::int64_t kNotes = 100;

/// What a time step of the LSTMs is.
enum class Layout {
    Repo,     ///< all notes: [B, 1, 100], as in the authors' program
    TimeMajor ///< a note: [B, 100, 1]
};

class Generator : public nn::PieceGenerator {
public:
    /// `front`: with the two dense layers before the LSTM.
    Generator(Layout layout, bool front);
    /// Noise [B, 100] -> pieces of the layout's shape in -1..1. No dropout.
    torch::Tensor forward(const torch::Tensor& noise, at::Generator& drops) override;

private:
    std::int64_t m_features;
    std::vector<torch::nn::Linear> m_front; ///< empty without
    nn::Recurrent m_lstm;
    std::vector<torch::nn::Linear> m_dense;
};

} // namespace contrafact::models::pitch_lstm_gan
