// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/recurrent_stepper.h"

#include "models/nn/dense_layer.h"
#include "models/nn/wide_vectors.h"

#include <algorithm>
#include <stdexcept>

namespace contrafact::models::nn {

namespace {

/// Gates [4, width] of one step in torch's order: in, forget, fresh, out.
CONTRAFACT_WIDE_VECTORS
void moveOn(const float* gates, float* __restrict cells, float* __restrict hidden,
            std::size_t width) {
    for (std::size_t i = 0; i < width; ++i) {
        const float fresh = hyperbolicTangent(gates[2 * width + i]);
        const float cell = logistic(gates[width + i]) * cells[i] + logistic(gates[i]) * fresh;
        cells[i] = cell;
        hidden[i] = logistic(gates[3 * width + i]) * hyperbolicTangent(cell);
    }
}

/// Gates [3, width] of the row and of the state: reset, update, fresh.
CONTRAFACT_WIDE_VECTORS
void moveOnGru(const float* ofRow, const float* ofState, float* __restrict hidden,
               std::size_t width) {
    for (std::size_t i = 0; i < width; ++i) {
        const float reset = logistic(ofRow[i] + ofState[i]);
        const float update = logistic(ofRow[i + width] + ofState[i + width]);
        const float fresh =
            hyperbolicTangent(ofRow[i + 2 * width] + reset * ofState[i + 2 * width]);
        hidden[i] = (1 - update) * fresh + update * hidden[i];
    }
}

StepWeights laidOut(const RecurrentImpl::Weights& weights, Cell cell) {
    StepWeights out{.features = weights.in.size(1),
                    .in = StepMatrix(values(weights.in.t())),
                    .hidden = StepMatrix(values(weights.hidden.t()))};
    if (cell == Cell::Lstm) {
        out.biasIn = values(weights.biasIn + weights.biasHidden);
    } else {
        out.biasIn = values(weights.biasIn);
        out.biasHidden = values(weights.biasHidden);
    }
    return out;
}

std::size_t size(std::int64_t count) {
    return static_cast<std::size_t>(count);
}

} // namespace

RecurrentStepper::RecurrentStepper(const RecurrentImpl& layers)
    : m_options(layers.options()) {
    if (m_options.bothDirections)
        throw std::invalid_argument("layers of both directions cannot be stepped");
    std::vector<StepWeights> all;
    for (std::int64_t layer = 0; layer < m_options.layers; ++layer)
        all.push_back(laidOut(layers.weights(layer), m_options.cell));
    const bool lstm = m_options.cell == Cell::Lstm;
    m_gates.resize(size((lstm ? 4 : 3) * m_options.width));
    if (!lstm) m_hiddenGates.resize(m_gates.size());
    m_state.resize(size(m_options.layers * m_options.width * (lstm ? 2 : 1)));
    m_layers = std::make_shared<const std::vector<StepWeights>>(std::move(all));
}

std::span<const float> RecurrentStepper::step(std::span<const float> row) {
    if (row.size() != size(m_options.features))
        throw std::invalid_argument("a row of the wrong length");
    const auto width = size(m_options.width);
    auto now = row;
    float* state = m_state.data();
    for (const auto& weights : *m_layers) {
        float* hidden = state;
        if (m_options.cell == Cell::Lstm) {
            stepLstm(now, weights, hidden, hidden + width);
            state += 2 * width;
        } else {
            stepGru(now, weights, hidden);
            state += width;
        }
        now = {hidden, width};
    }
    return now;
}

void RecurrentStepper::stepLstm(std::span<const float> row, const StepWeights& weights,
                                float* hidden, float* cells) {
    const auto width = size(m_options.width);
    m_gates = weights.biasIn;
    weights.in.addProduct(row, m_gates);
    weights.hidden.addProduct({hidden, width}, m_gates);
    moveOn(m_gates.data(), cells, hidden, width);
}

void RecurrentStepper::stepGru(std::span<const float> row, const StepWeights& weights,
                               float* hidden) {
    const auto width = size(m_options.width);
    m_gates = weights.biasIn;
    m_hiddenGates = weights.biasHidden;
    weights.in.addProduct(row, m_gates);
    weights.hidden.addProduct({hidden, width}, m_hiddenGates);
    moveOnGru(m_gates.data(), m_hiddenGates.data(), hidden, width);
}

void RecurrentStepper::setState(const State& state) {
    if (state.size() != m_state.size()) throw std::invalid_argument("a state of the wrong size");
    m_state = state;
}

void RecurrentStepper::reset() {
    std::ranges::fill(m_state, 0.0F);
}

void RecurrentStepper::setState(const RecurrentState& state) {
    const auto first = [](const torch::Tensor& all) { return all.select(1, 0); }; // [layers, H]
    setState(values(state.cells.defined()
                        ? torch::stack({first(state.hidden), first(state.cells)}, 1)
                        : first(state.hidden)));
}

} // namespace contrafact::models::nn
