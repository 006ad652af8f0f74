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

torch::Tensor timeLoss(const torch::Tensor& said, const torch::Tensor& truth, double pressure) {
    return torch::mse_loss(said, truth) + pressure * torch::relu(-said).mean();
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

Losses losses(const NextNote& said, const NextNote& truth, const LossWeights& weights) {
    Losses all;
    all.pitch = torch::cross_entropy_loss(said.pitch, truth.pitch);
    all.step = timeLoss(said.step, truth.step, weights.pressure);
    all.duration = timeLoss(said.duration, truth.duration, weights.pressure);
    all.total =
        weights.pitch * all.pitch + weights.step * all.step + weights.duration * all.duration;
    return all;
}

} // namespace contrafact::models::midi_rnn
