// SPDX-License-Identifier: GPL-3.0-or-later
// Recurrent layers one step at a time, for composing: plain C++ on copied weights, with no tensors,
// no graph and no allocation. One thread; each stepper has a state of its own.
#pragma once

#include "models/nn/recurrent.h"
#include "models/nn/step_matrix.h"

#include <memory>
#include <span>
#include <vector>

namespace contrafact::models::nn {

/// A layer's weights, laid out so that a step reads each of them once and in order.
struct StepWeights {
    std::int64_t features = 0;
    StepMatrix in;                 ///< [features, gates * H]
    StepMatrix hidden;             ///< [H, gates * H]
    std::vector<float> biasIn;     ///< [gates * H]; an LSTM's holds both
    std::vector<float> biasHidden; ///< [gates * H]; empty for an LSTM
};

class RecurrentStepper {
public:
    /// Copies the weights as they are now. Throws std::invalid_argument where both directions are
    /// asked for: there is no stepping backwards.
    explicit RecurrentStepper(const RecurrentImpl& layers);

    /// The last layer's output for one row of `features` values, [H]; moves the state on. The view
    /// is good until the next step. Values of 0 in the row of the first layer cost nothing, so a
    /// one-hot row is as cheap as a table.
    std::span<const float> step(std::span<const float> row);

    /// The state of all layers, hidden and cells; copies of it make branches and retries.
    using State = std::vector<float>;
    const State& state() const { return m_state; }
    void setState(const State& state);
    void reset(); ///< to zero
    /// A batch's first piece, as nn::Recurrent gives it.
    void setState(const RecurrentState& state);

private:
    void stepLstm(std::span<const float> row, const StepWeights& weights, float* hidden,
                  float* cells);
    void stepGru(std::span<const float> row, const StepWeights& weights, float* hidden);

    RecurrentOptions m_options;
    std::shared_ptr<const std::vector<StepWeights>> m_layers; ///< shared by copies
    State m_state;                    ///< [layers, 2, H] of an LSTM, [layers, H] of a GRU
    std::vector<float> m_gates;       ///< [gates * H]
    std::vector<float> m_hiddenGates; ///< of a GRU
};

} // namespace contrafact::models::nn
