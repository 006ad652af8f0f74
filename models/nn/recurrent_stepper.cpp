// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/recurrent_stepper.h"

#include "models/nn/dense_layer.h"
#include "models/nn/wide_vectors.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace contrafact::models::nn {

namespace {

constexpr std::size_t kRowsAtOnce = 4;

/// Some rows of a matrix, each with its factor.
struct Rows {
    std::array<const float*, kRowsAtOnce> at;
    std::array<float, kRowsAtOnce> factor;
};

CONTRAFACT_WIDE_VECTORS
void addRows(const Rows& rows, float* __restrict out, std::size_t width) {
    const float *r0 = rows.at[0], *r1 = rows.at[1], *r2 = rows.at[2], *r3 = rows.at[3];
    const float f0 = rows.factor[0], f1 = rows.factor[1], f2 = rows.factor[2], f3 = rows.factor[3];
    for (std::size_t j = 0; j < width; ++j)
        out[j] += (f0 * r0[j] + f1 * r1[j]) + (f2 * r2[j] + f3 * r3[j]);
}

/// out += x · weights, with weights [x, out] read in order; rows for a 0 in x are passed over.
void addProduct(std::span<const float> x, const std::vector<float>& weights,
                std::vector<float>& out) {
    std::size_t i = 0;
    while (i < x.size()) {
        Rows rows;
        std::size_t count = 0;
        for (; i < x.size() && count < kRowsAtOnce; ++i) {
            if (x[i] == 0) continue;
            rows.at[count] = weights.data() + i * out.size();
            rows.factor[count++] = x[i];
        }
        if (count == 0) return;
        for (; count < kRowsAtOnce; ++count) {
            rows.at[count] = rows.at[0];
            rows.factor[count] = 0;
        }
        addRows(rows, out.data(), out.size());
    }
}

float sigmoid(float x) {
    return 1 / (1 + std::exp(-x));
}

StepWeights laidOut(const RecurrentImpl::Weights& weights, Cell cell) {
    StepWeights out{.features = weights.in.size(1),
                    .in = values(weights.in.t()),
                    .hidden = values(weights.hidden.t())};
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
    addProduct(row, weights.in, m_gates);
    addProduct({hidden, width}, weights.hidden, m_gates);
    const float* gate = m_gates.data();
    for (std::size_t i = 0; i < width; ++i, ++gate) {
        const float fresh = std::tanh(gate[2 * width]);
        cells[i] = sigmoid(gate[width]) * cells[i] + sigmoid(gate[0]) * fresh;
        hidden[i] = sigmoid(gate[3 * width]) * std::tanh(cells[i]);
    }
}

void RecurrentStepper::stepGru(std::span<const float> row, const StepWeights& weights,
                               float* hidden) {
    const auto width = size(m_options.width);
    m_gates = weights.biasIn;
    m_hiddenGates = weights.biasHidden;
    addProduct(row, weights.in, m_gates);
    addProduct({hidden, width}, weights.hidden, m_hiddenGates);
    for (std::size_t i = 0; i < width; ++i) {
        const float reset = sigmoid(m_gates[i] + m_hiddenGates[i]);
        const float update = sigmoid(m_gates[i + width] + m_hiddenGates[i + width]);
        const float fresh =
            std::tanh(m_gates[i + 2 * width] + reset * m_hiddenGates[i + 2 * width]);
        hidden[i] = (1 - update) * fresh + update * hidden[i];
    }
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
