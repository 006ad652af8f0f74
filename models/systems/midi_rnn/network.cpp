// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/midi_rnn/network.h"

#include <cmath>

namespace contrafact::models::midi_rnn {

namespace {

/// weight [out, in]
void drawGlorot(const torch::Tensor& weight, std::int64_t in, std::int64_t out,
                at::Generator& generator) {
    const torch::NoGradGuard still;
    const double limit = std::sqrt(6.0 / static_cast<double>(in + out));
    weight.uniform_(-limit, limit, generator);
}

void clear(const torch::Tensor& bias) {
    const torch::NoGradGuard still;
    bias.zero_();
}

torch::Tensor timeLoss(const torch::Tensor& prediction, const torch::Tensor& target,
                       double pressure) {
    return torch::mse_loss(prediction, target) + pressure * torch::relu(-prediction).mean();
}

} // namespace

NoteNetImpl::NoteNetImpl(std::int64_t hidden)
    : m_hidden(hidden)
    , m_lstm(register_module("lstm", nn::Recurrent(nn::RecurrentOptions{kFeatures, hidden})))
    , m_pitch(register_module("pitch", torch::nn::Linear(hidden, kPitches)))
    , m_step(register_module("step", torch::nn::Linear(hidden, 1)))
    , m_duration(register_module("duration", torch::nn::Linear(hidden, 1))) {}

NextNote NoteNetImpl::forward(const torch::Tensor& rows) {
    const auto last = m_lstm(rows).last(); // [B, H]
    return {m_pitch(last), m_step(last).squeeze(1), m_duration(last).squeeze(1)};
}

void NoteNetImpl::initialise(at::Generator& generator) {
    m_lstm->initialiseAsKeras(generator);
    for (const auto& head : {m_pitch, m_step, m_duration}) {
        drawGlorot(head->weight, m_hidden, head->weight.size(0), generator);
        clear(head->bias);
    }
}

LossWeights LossWeights::from(const Params& params) {
    return {params.real("weight_pitch"), params.real("weight_step"), params.real("weight_duration"),
            params.real("pressure")};
}

Losses losses(const NextNote& prediction, const NextNote& target, const LossWeights& weights) {
    Losses all;
    all.pitch = torch::cross_entropy_loss(prediction.pitch, target.pitch);
    all.step = timeLoss(prediction.step, target.step, weights.pressure);
    all.duration = timeLoss(prediction.duration, target.duration, weights.pressure);
    all.total =
        weights.pitch * all.pitch + weights.step * all.step + weights.duration * all.duration;
    return all;
}

} // namespace contrafact::models::midi_rnn
