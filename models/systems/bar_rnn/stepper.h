// SPDX-License-Identifier: GPL-3.0-or-later
// The network event by event, for composing and scoring: plain C++ on copied weights.
#pragma once

#include "models/nn/dense_layer.h"
#include "models/nn/recurrent_stepper.h"
#include "models/systems/bar_rnn/model.h"

#include <memory>
#include <span>
#include <vector>

namespace contrafact::models::bar_rnn {

/// The backward network over given notes, read in blocks when they come into view.
class GivenReader {
public:
    GivenReader(const Model& model, const Known& known);
    /// The state that the forward network sees after `state`'s last event, [given]; zeros where
    /// nothing lies ahead.
    std::span<const float> at(const encoding::EventState& state);

private:
    void read(std::size_t block);

    nn::RecurrentStepper m_stepper;
    std::int64_t m_width;
    std::vector<float> m_table; ///< [kGivenFeatures, width]
    std::vector<GivenNote> m_given;
    std::size_t m_block; ///< the one in m_states
    std::vector<float> m_states;
    std::vector<float> m_nothing;
};

class EventStepper {
public:
    explicit EventStepper(const Model& model);

    /// Takes the last event in; `state` and `known` hold it already. Then the logits are of what
    /// follows.
    void step(const encoding::Event& event, const encoding::EventState& state, const Known& known,
              std::span<const float> given);
    std::span<const float> tokenLogits(); ///< [kTokens]
    std::span<const float> durationLogits(int token);
    std::span<const float> velocityLogits(int token, int durationClass);
    void reset(); ///< to what every song begins with
    /// To go back to: the logits are those after the event that was taken in last.
    const nn::RecurrentStepper::State& state() const { return m_along.state(); }
    void setState(const nn::RecurrentStepper::State& state) { m_along.setState(state); }

private:
    /// weight · hidden + the rows, through tanh, through `outLayer`.
    std::span<const float> head(const nn::DenseLayer& of, std::span<const float> row,
                                std::span<const float> secondRow, const nn::DenseLayer& outLayer,
                                std::vector<float>& logits);

    NetworkOptions m_options;
    FeatureChoice m_choice;
    nn::RecurrentState m_start;
    nn::RecurrentStepper m_along;
    std::vector<float> m_tokens, m_durations, m_velocities, m_features, m_style;
    std::vector<float> m_lengthToken, m_loudToken, m_loudLength;
    nn::DenseLayer m_out, m_tokenOut, m_lengthOf, m_lengthOut, m_loudOf, m_loudOut;
    std::vector<std::int32_t> m_told;
    std::vector<float> m_row, m_embedded, m_inner, m_tokenLogits, m_durationLogits,
        m_velocityLogits;
    std::span<const float> m_hidden;
};

} // namespace contrafact::models::bar_rnn
