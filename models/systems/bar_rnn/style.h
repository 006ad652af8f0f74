// SPDX-License-Identifier: GPL-3.0-or-later
// A style: small vectors that are added to the network's, and the state it begins with. A few
// thousand numbers hold what a handful of songs have in common; the weights stay as they are
// (biases alone carry much of a fine-tuning: Ben Zaken et al., BitFit, 2022).
#pragma once

#include "models/api/generation.h"
#include "models/systems/bar_rnn/model.h"

#include <map>
#include <span>
#include <string>
#include <utility>

namespace contrafact::models::bar_rnn {

/// Trainable; all zero at first, which changes nothing.
class StyleNumbersImpl : public torch::nn::Module {
public:
    explicit StyleNumbersImpl(const EventNetImpl& network);

    /// Puts base's vectors plus these into `network`, a copy of `base`, with their graph.
    void wear(EventNetImpl& network, const EventNetImpl& base) const;
    /// What every song begins with, for `rows` songs side by side.
    nn::RecurrentState start(std::int64_t rows) const;

    std::map<std::string, TensorData> save() const;
    /// Adds `weight` times what is in the style; throws where names or shapes differ.
    void add(const LearnedStyle& style, double weight);

private:
    torch::Tensor m_inputs;   ///< [inputs], to the sum of features
    torch::Tensor m_gates;    ///< [4 H], to the forward LSTM's bias
    torch::Tensor m_tokens;   ///< [tokens], to the logits
    torch::Tensor m_lengths;  ///< [duration classes]
    torch::Tensor m_loudness; ///< [velocity classes]
    torch::Tensor m_hidden;   ///< [H]
    torch::Tensor m_cells;    ///< [H]
};
TORCH_MODULE(StyleNumbers);

/// A copy of the network that shares no weights with it.
EventNet copyOf(const EventNet& network);

/// The model with styles mixed in, each times its weight; without styles the model itself.
Model styled(const Model& model, std::span<const StyleSet> styles);

} // namespace contrafact::models::bar_rnn
