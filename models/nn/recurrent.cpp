// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/recurrent.h"

#include "models/nn/dropout.h"
#include "models/nn/random.h"
#include "models/nn/recurrent_passes.h"

#include <ATen/Context.h>

#include <cmath>

namespace contrafact::models::nn {

namespace {

using torch::Tensor;

std::int64_t gatesOf(Cell cell) {
    return cell == Cell::Lstm ? 4 : 3;
}

/// cuDNN's layers cannot be differentiated twice; torch's own kernels can.
class WithoutCudnn {
public:
    explicit WithoutCudnn(bool wanted)
        : m_before(at::globalContext().userEnabledCuDNN()) {
        if (wanted) at::globalContext().setUserEnabledCuDNN(false);
    }
    ~WithoutCudnn() { at::globalContext().setUserEnabledCuDNN(m_before); }
    WithoutCudnn(const WithoutCudnn&) = delete;
    WithoutCudnn& operator=(const WithoutCudnn&) = delete;

private:
    bool m_before;
};

/// The states of `count` directions from `first` on; undefined stays undefined.
Tensor part(const Tensor& states, std::int64_t first, std::int64_t count) {
    return states.defined() ? states.narrow(0, first, count) : Tensor();
}

Tensor one(const Tensor& states, std::int64_t index) {
    return states.defined() ? states[index] : Tensor();
}

RecurrentState joined(const std::vector<RecurrentState>& states) {
    std::vector<Tensor> hidden, cells;
    for (const auto& state : states) {
        hidden.push_back(state.hidden);
        if (state.cells.defined()) cells.push_back(state.cells);
    }
    return {torch::cat(hidden), cells.empty() ? Tensor() : torch::cat(cells)};
}

} // namespace

Tensor RecurrentOutput::last() const {
    const auto width = state.hidden.size(2), directions = rows.size(2) / width;
    const auto ends = state.hidden.narrow(0, state.hidden.size(0) - directions, directions);
    return ends.transpose(0, 1).reshape({rows.size(0), directions * width});
}

RecurrentImpl::RecurrentImpl(const RecurrentOptions& options)
    : m_options(options)
    , m_flatOn(static_cast<std::size_t>(options.layers), torch::kCPU) {
    const auto rows = gatesOf(options.cell) * options.width;
    const double limit = 1 / std::sqrt(static_cast<double>(options.width));
    const auto parameter = [&](const std::string& name, at::IntArrayRef sizes) {
        return register_parameter(name, torch::empty(sizes).uniform_(-limit, limit));
    };
    for (std::int64_t layer = 0; layer < options.layers; ++layer)
        for (std::int64_t direction = 0; direction < options.directions(); ++direction) {
            const auto end = "_l" + std::to_string(layer) + (direction == 1 ? "_reverse" : "");
            const auto features =
                layer == 0 ? options.features : options.directions() * options.width;
            m_weights.push_back({parameter("weight_ih" + end, {rows, features}),
                                 parameter("weight_hh" + end, {rows, options.width}),
                                 parameter("bias_ih" + end, {rows}),
                                 parameter("bias_hh" + end, {rows})});
        }
}

RecurrentImpl::Weights RecurrentImpl::weights(std::int64_t layer, std::int64_t direction) const {
    return m_weights[static_cast<std::size_t>(layer * m_options.directions() + direction)];
}

RecurrentOutput RecurrentImpl::forward(const Tensor& rows, const RecurrentState& from,
                                       const RecurrentCall& call) {
    const bool own = rows.is_cpu() && !call.secondDerivatives;
    const auto directions = m_options.directions();
    Tensor now = rows;
    std::vector<RecurrentState> states;
    for (std::int64_t layer = 0; layer < m_options.layers; ++layer) {
        if (layer > 0 && is_training())
            now = dropout(now, m_options.dropout,
                          mix(call.dropoutSeed, static_cast<std::uint64_t>(layer)));
        const RecurrentState before{part(from.hidden, layer * directions, directions),
                                    part(from.cells, layer * directions, directions)};
        const auto after = own ? ownLayer(layer, now, before)
                               : torchLayer(layer, now, before, call.secondDerivatives);
        now = after.rows;
        states.push_back(after.state);
    }
    return {now, joined(states)};
}

RecurrentOutput RecurrentImpl::ownLayer(std::int64_t layer, const Tensor& rows,
                                        const RecurrentState& from) const {
    std::vector<Tensor> outputs, hidden, cells;
    for (std::int64_t direction = 0; direction < m_options.directions(); ++direction) {
        const bool backwards = direction == 1;
        const auto seen = backwards ? rows.flip(1) : rows;
        const auto pass =
            m_options.cell == Cell::Lstm
                ? lstmPass(seen, weights(layer, direction), one(from.hidden, direction),
                           one(from.cells, direction))
                : gruPass(seen, weights(layer, direction), one(from.hidden, direction));
        outputs.push_back(backwards ? pass.rows.flip(1) : pass.rows);
        hidden.push_back(pass.hidden);
        if (pass.cells.defined()) cells.push_back(pass.cells);
    }
    return {outputs.size() == 1 ? outputs.front() : torch::cat(outputs, 2),
            {torch::stack(hidden), cells.empty() ? Tensor() : torch::stack(cells)}};
}

RecurrentOutput RecurrentImpl::torchLayer(std::int64_t layer, const Tensor& rows,
                                          const RecurrentState& from, bool secondDerivatives) {
    flattenForGpu(layer, rows.device());
    std::vector<Tensor> flat;
    for (std::int64_t direction = 0; direction < m_options.directions(); ++direction) {
        const auto some = weights(layer, direction);
        flat.insert(flat.end(), {some.in, some.hidden, some.biasIn, some.biasHidden});
    }
    const auto zero =
        torch::zeros({m_options.directions(), rows.size(0), m_options.width}, rows.options());
    const auto hidden = from.hidden.defined() ? from.hidden.contiguous() : zero;
    const auto cells = from.cells.defined() ? from.cells.contiguous() : zero;
    const WithoutCudnn differentiable(secondDerivatives);
    if (m_options.cell == Cell::Gru) {
        const auto [outputs, last] =
            torch::gru(rows, hidden, flat, true, 1, 0.0, false, m_options.bothDirections, true);
        return {outputs, {last, {}}};
    }
    const auto [outputs, last, lastCells] = torch::lstm(rows, {hidden, cells}, flat, true, 1, 0.0,
                                                        false, m_options.bothDirections, true);
    return {outputs, {last, lastCells}};
}

/// cuDNN wants a layer's weights in one piece of memory and would copy them on every call.
void RecurrentImpl::flattenForGpu(std::int64_t layer, const torch::Device& device) {
    auto& on = m_flatOn[static_cast<std::size_t>(layer)];
    if (!device.is_cuda() || on == device || !torch::cuda::cudnn_is_available()) return;
    const torch::NoGradGuard still;
    std::vector<Tensor> flat;
    for (std::int64_t direction = 0; direction < m_options.directions(); ++direction) {
        const auto some = weights(layer, direction);
        flat.insert(flat.end(), {some.in, some.hidden, some.biasIn, some.biasHidden});
    }
    constexpr std::int64_t kWeights = 4, kLstmMode = 2, kGruMode = 3;
    torch::_cudnn_rnn_flatten_weight(flat, kWeights, weights(layer).in.size(1),
                                     m_options.cell == Cell::Lstm ? kLstmMode : kGruMode,
                                     m_options.width, 0, 1, true, m_options.bothDirections);
    on = device;
}

void RecurrentImpl::initialise(at::Generator& generator) {
    const torch::NoGradGuard still;
    const double limit = 1 / std::sqrt(static_cast<double>(m_options.width));
    for (auto& weight : parameters()) weight.uniform_(-limit, limit, generator);
}

void RecurrentImpl::initialiseAsKeras(at::Generator& generator) {
    const torch::NoGradGuard still;
    for (auto& some : m_weights) {
        const auto in = some.in.size(1), out = some.in.size(0);
        const double limit = std::sqrt(6.0 / static_cast<double>(in + out));
        some.in.uniform_(-limit, limit, generator);
        // All gates as one kernel, as Keras has them: columns orthogonal to each other.
        const auto [q, r] = torch::linalg_qr(torch::randn(some.hidden.sizes(), generator));
        some.hidden.copy_(q * r.diagonal().sign());
        some.biasIn.zero_();
        some.biasHidden.zero_();
        if (m_options.cell == Cell::Lstm)
            some.biasIn.narrow(0, m_options.width, m_options.width).fill_(1);
    }
}

} // namespace contrafact::models::nn
