// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/pitch_lstm_gan/generator.h"

#include "models/nn/layers.h"

namespace contrafact::models::pitch_lstm_gan {

Generator::Generator(Layout layout, bool front)
    : PieceGenerator(kNotes)
    , m_features(layout == Layout::Repo ? kNotes : 1)
    , m_lstm(register_module(
          "lstm", nn::Recurrent(nn::RecurrentOptions{.features = m_features, .width = kNotes})))
    , m_dense(nn::denseLayers(*this, {kNotes, 256, 1024, kNotes})) {
    if (!front) return;
    for (const char* name : {"front1", "front2"})
        m_front.push_back(register_module(name, torch::nn::Linear(kNotes, kNotes)));
}

torch::Tensor Generator::forward(const torch::Tensor& noise, at::Generator&) {
    const std::vector<std::int64_t> shape{-1, kNotes / m_features, m_features};
    auto h = noise;
    if (!m_front.empty()) h = m_front[1](m_front[0](h).relu()).tanh();
    h = m_lstm(h.view(shape)).last();
    for (std::size_t i = 0; i + 1 < m_dense.size(); ++i) h = m_dense[i](h).relu();
    return m_dense.back()(h).tanh().view(shape);
}

} // namespace contrafact::models::pitch_lstm_gan
