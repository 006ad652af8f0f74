// SPDX-License-Identifier: GPL-3.0-or-later
// One LSTM over the last notes, three heads for the next: pitch, step and duration.
// Shapes: B windows of L rows (pitch / 128, step, duration).
#pragma once

#include "models/api/params.h"
#include "models/nn/recurrent.h"
#include "models/nn/torch.h"

namespace contrafact::models::midi_rnn {

inline constexpr std::int64_t kFeatures = 3;
inline constexpr std::int64_t kPitches = 128;

/// The heads' outputs, or the truth about them.
struct NextNote {
    torch::Tensor pitch;    ///< logits [B, 128]; as a target classes [B]
    torch::Tensor step;     ///< [B]
    torch::Tensor duration; ///< [B]
};

class NoteNetImpl : public torch::nn::Module {
public:
    explicit NoteNetImpl(std::int64_t hidden);
    /// rows [B, L, 3]
    NextNote forward(const torch::Tensor& rows);
    /// As Keras does: kernels Glorot-uniform, recurrent kernels orthogonal, the forget gate open.
    void initialise(at::Generator& generator);

private:
    std::int64_t m_hidden;
    nn::Recurrent m_lstm;
    torch::nn::Linear m_pitch, m_step, m_duration;
};
TORCH_MODULE(NoteNet);

struct LossWeights {
    double pitch = 0.05;
    double step = 1;
    double duration = 1;
    double pressure = 10;
    static LossWeights from(const Params& training);
};

struct Losses {
    torch::Tensor total, pitch, step, duration; ///< scalars; the heads' own are unweighted
};
/// Cross entropy of the pitch; mean((y - p)² + pressure * max(-p, 0)) of the times.
Losses losses(const NextNote& said, const NextNote& truth, const LossWeights& weights);

} // namespace contrafact::models::midi_rnn
