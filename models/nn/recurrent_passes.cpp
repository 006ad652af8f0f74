// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/recurrent_passes.h"

#include "models/nn/wide_vectors.h"

#include <stdexcept>

namespace contrafact::models::nn {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;
using Weights = RecurrentImpl::Weights;

// Within a pass time comes first, so that a step is one block: [L, B, ...].

/// What both cells keep for the way back.
struct Course {
    Tensor rows;   ///< [L, B, F]
    Tensor gates;  ///< [L, B, gates * H], after their nonlinearities
    Tensor hidden; ///< [L + 1, B, H], from the state before the first step on
    Tensor third;  ///< LSTM: its cells [L + 1, B, H]; GRU: what it resets, [L, B, H]

    Course(const Tensor& rowsOfPieces, const Tensor& weightIn, const Tensor& bias,
           const Tensor& before)
        : rows(rowsOfPieces.transpose(0, 1).contiguous()) {
        const auto length = rows.size(0), batch = rows.size(1);
        gates = torch::addmm(bias, rows.view({length * batch, -1}), weightIn.t())
                    .view({length, batch, -1});
        hidden = torch::empty({length + 1, batch, before.size(1)}, rows.options());
        hidden[0].copy_(before);
    }
    Course(const tensor_list& saved)
        : rows(saved[0])
        , gates(saved[1])
        , hidden(saved[2])
        , third(saved[3]) {}

    std::int64_t length() const { return rows.size(0); }
    Tensor outputs() const { return hidden.narrow(0, 1, length()).transpose(0, 1); }
    Tensor last(const Tensor& states) const { return states[length()].clone(); }
};

/// Loops of plain arithmetic over [B, H] at one step; `width` is H, `row` the gates' length.
struct Block {
    std::int64_t batch, width, gates;
    template<typename Visit>
    void forEach(Visit&& visit) const { // (index into [B, H], index of the first gate)
        for (std::int64_t b = 0; b < batch; ++b)
#pragma GCC ivdep // the arrays are apart from each other, which lets the loop be vectorised
            for (std::int64_t i = 0; i < width; ++i) visit(b * width + i, b * gates * width + i);
    }
};

/// A gradient that may be written to; those that autograd hands over may be views of one value.
Tensor copied(const Tensor& gradient) {
    return gradient.clone(at::MemoryFormat::Contiguous);
}

void refuseSecondDerivatives() {
    if (torch::GradMode::is_enabled())
        throw std::logic_error("second derivatives of recurrent layers have to be asked for, see "
                               "RecurrentCall");
}

float* data(const Tensor& tensor) {
    return tensor.data_ptr<float>();
}

/// The gradients of an LSTM's gates before their nonlinearities at one step, and what goes on to
/// the step before. All arrays are [B, H] or [B, 4H].
struct LstmStep {
    const float *gates, *cells, *cellsBefore, *atOutput;
    float *gradient, *hidden, *cellsGradient;

    void operator()(std::int64_t at, std::int64_t gate, std::int64_t width) const {
        const float in = gates[gate], forget = gates[gate + width];
        const float fresh = gates[gate + 2 * width], out = gates[gate + 3 * width];
        const float bent = cells[at];
        const float h = hidden[at] + atOutput[at];
        const float c = cellsGradient[at] + h * out * (1 - bent * bent);
        gradient[gate] = c * fresh * in * (1 - in);
        gradient[gate + width] = c * cellsBefore[at] * forget * (1 - forget);
        gradient[gate + 2 * width] = c * in * (1 - fresh * fresh);
        gradient[gate + 3 * width] = h * bent * out * (1 - out);
        cellsGradient[at] = c * forget;
    }
};

/// One step of an LSTM: the gates [B, 4H] pass their nonlinearities in place, cells and hidden
/// state [B, H] follow. One loop: as tensors it is seven, and at small widths the calls take longer
/// than the arithmetic.
CONTRAFACT_WIDE_VECTORS
void lstmStep(float* __restrict gates, const float* __restrict cellsBefore, float* __restrict cells,
              float* __restrict hidden, std::int64_t batch, std::int64_t width) {
    for (std::int64_t b = 0; b < batch; ++b) {
        float* in = gates + b * 4 * width;
        float *forget = in + width, *fresh = in + 2 * width, *out = in + 3 * width;
        const std::int64_t row = b * width;
#pragma GCC ivdep // the four gates are apart from each other
        for (std::int64_t i = 0; i < width; ++i) {
            in[i] = logistic(in[i]);
            forget[i] = logistic(forget[i]);
            fresh[i] = hyperbolicTangent(fresh[i]);
            out[i] = logistic(out[i]);
            const float cell = forget[i] * cellsBefore[row + i] + in[i] * fresh[i];
            cells[row + i] = cell;
            hidden[row + i] = out[i] * hyperbolicTangent(cell);
        }
    }
}

void runLstm(Course& course, const Tensor& weightHidden, const Tensor& cellsBefore, bool fromZero) {
    const auto width = weightHidden.size(1), batch = course.rows.size(1);
    course.third = torch::empty_like(course.hidden);
    course.third[0].copy_(cellsBefore);
    const auto hiddenWeights = weightHidden.t();
    float *gates = data(course.gates), *cells = data(course.third), *hidden = data(course.hidden);
    for (std::int64_t t = 0; t < course.length(); ++t) {
        if (t > 0 || !fromZero) course.gates[t].addmm_(course.hidden[t], hiddenWeights);
        const auto before = t * batch * width, now = before + batch * width;
        lstmStep(gates + 4 * before, cells + before, cells + now, hidden + now, batch, width);
    }
}

/// What the way back of either cell gives.
struct Gradients {
    Tensor atIn;     ///< at the gates' inputs from the rows, [L, B, gates * H]
    Tensor atHidden; ///< at those from the hidden state; the same tensor in an LSTM
    Tensor hidden;   ///< at the state before the first step, [B, H]
    Tensor cells;

    /// In the order of the pass' arguments; those for the state only where it is asked for.
    tensor_list of(const Course& course, const Tensor& weightIn, bool rowsLearn) const {
        const auto steps = course.length() * course.rows.size(1);
        const auto in = atIn.view({steps, -1}), fromHidden = atHidden.view({steps, -1});
        const auto before = course.hidden.narrow(0, 0, course.length()).view({steps, -1});
        Tensor atRows;
        if (rowsLearn) atRows = in.mm(weightIn).view(course.rows.sizes()).transpose(0, 1);
        return {atRows,
                in.t().mm(course.rows.view({steps, -1})),
                fromHidden.t().mm(before),
                in.sum(0),
                fromHidden.sum(0),
                hidden,
                cells,
                Tensor()};
    }
};

Gradients backLstm(const Course& course, const Tensor& weightHidden, const tensor_list& outputs) {
    const auto width = weightHidden.size(1), batch = course.rows.size(1);
    const auto atOutputs = outputs[0].transpose(0, 1).contiguous(); // [L, B, H]
    const auto bent = course.third.tanh();
    auto all = torch::empty_like(course.gates);
    auto hidden = copied(outputs[1]), cells = copied(outputs[2]);
    const Block block{batch, width, 4};
    for (std::int64_t t = course.length() - 1; t >= 0; --t) {
        const auto gates = course.gates[t], bentNow = bent[t + 1], before = course.third[t];
        const auto output = atOutputs[t], gradient = all[t];
        const LstmStep step{data(gates),    data(bentNow), data(before), data(output),
                            data(gradient), data(hidden),  data(cells)};
        block.forEach([&](std::int64_t at, std::int64_t gate) { step(at, gate, width); });
        torch::mm_out(hidden, gradient, weightHidden);
    }
    return {all, all, hidden, cells};
}

class Lstm : public torch::autograd::Function<Lstm> {
public:
    static tensor_list forward(AutogradContext* context, const Tensor& rows, const Tensor& weightIn,
                               const Tensor& weightHidden, const Tensor& biasIn,
                               const Tensor& biasHidden, const Tensor& hidden, const Tensor& cells,
                               bool fromZero) {
        Course course(rows, weightIn, biasIn + biasHidden, hidden);
        runLstm(course, weightHidden, cells, fromZero);
        context->save_for_backward(
            {course.rows, course.gates, course.hidden, course.third, weightIn, weightHidden});
        context->saved_data["rows_learn"] = rows.requires_grad();
        return {course.outputs(), course.last(course.hidden), course.last(course.third)};
    }

    static tensor_list backward(AutogradContext* context, tensor_list outputs) {
        refuseSecondDerivatives();
        const auto saved = context->get_saved_variables();
        const Course course(saved);
        const bool rowsLearn = context->saved_data["rows_learn"].toBool();
        return backLstm(course, saved[5], outputs).of(course, saved[4], rowsLearn);
    }
};

/// A GRU's step on the way back; `reset` is what the reset gate is multiplied with.
struct GruStep {
    const float *gates, *reset, *before, *atOutput;
    float *in, *fromHidden, *hidden;

    void operator()(std::int64_t at, std::int64_t gate, std::int64_t width) const {
        const float r = gates[gate], update = gates[gate + width];
        const float fresh = gates[gate + 2 * width];
        const float h = hidden[at] + atOutput[at];
        const float atFresh = h * (1 - update) * (1 - fresh * fresh);
        const float atReset = atFresh * reset[at] * r * (1 - r);
        const float atUpdate = h * (before[at] - fresh) * update * (1 - update);
        in[gate] = fromHidden[gate] = atReset;
        in[gate + width] = fromHidden[gate + width] = atUpdate;
        in[gate + 2 * width] = atFresh;
        fromHidden[gate + 2 * width] = atFresh * r;
        hidden[at] = h * update; // the rest comes through the gates
    }
};

void runGru(Course& course, const Tensor& weightHidden, const Tensor& biasHidden) {
    const auto width = weightHidden.size(1), batch = course.rows.size(1);
    course.third = torch::empty({course.length(), batch, width}, course.rows.options());
    const auto hiddenWeights = weightHidden.t();
    auto fromHidden = torch::empty({batch, 3 * width}, course.rows.options());
    for (std::int64_t t = 0; t < course.length(); ++t) {
        auto all = course.gates[t];
        torch::addmm_out(fromHidden, biasHidden, course.hidden[t], hiddenWeights);
        course.third[t].copy_(fromHidden.narrow(1, 2 * width, width));
        all.narrow(1, 0, 2 * width).add_(fromHidden.narrow(1, 0, 2 * width)).sigmoid_();
        const auto fresh = all.narrow(1, 2 * width, width);
        fresh.addcmul_(all.narrow(1, 0, width), course.third[t]).tanh_();
        auto hidden = course.hidden[t + 1]; // (1 - update) * fresh + update * before
        torch::sub_out(hidden, course.hidden[t], fresh)
            .mul_(all.narrow(1, width, width))
            .add_(fresh);
    }
}

Gradients backGru(const Course& course, const Tensor& weightHidden, const tensor_list& outputs) {
    const auto width = weightHidden.size(1), batch = course.rows.size(1);
    const auto atOutputs = outputs[0].transpose(0, 1).contiguous(); // [L, B, H]
    auto atIn = torch::empty_like(course.gates), atHidden = torch::empty_like(course.gates);
    auto hidden = copied(outputs[1]);
    const Block block{batch, width, 3};
    for (std::int64_t t = course.length() - 1; t >= 0; --t) {
        const auto gates = course.gates[t], reset = course.third[t], before = course.hidden[t];
        const auto output = atOutputs[t], in = atIn[t], fromHidden = atHidden[t];
        const GruStep step{data(gates), data(reset),      data(before), data(output),
                           data(in),    data(fromHidden), data(hidden)};
        block.forEach([&](std::int64_t at, std::int64_t gate) { step(at, gate, width); });
        hidden.addmm_(fromHidden, weightHidden);
    }
    return {atIn, atHidden, hidden, {}};
}

class Gru : public torch::autograd::Function<Gru> {
public:
    static tensor_list forward(AutogradContext* context, const Tensor& rows, const Tensor& weightIn,
                               const Tensor& weightHidden, const Tensor& biasIn,
                               const Tensor& biasHidden, const Tensor& hidden) {
        Course course(rows, weightIn, biasIn, hidden);
        runGru(course, weightHidden, biasHidden);
        context->save_for_backward(
            {course.rows, course.gates, course.hidden, course.third, weightIn, weightHidden});
        context->saved_data["rows_learn"] = rows.requires_grad();
        return {course.outputs(), course.last(course.hidden)};
    }

    static tensor_list backward(AutogradContext* context, tensor_list outputs) {
        refuseSecondDerivatives();
        const auto saved = context->get_saved_variables();
        const Course course(saved);
        const bool rowsLearn = context->saved_data["rows_learn"].toBool();
        auto gradients = backGru(course, saved[5], outputs).of(course, saved[4], rowsLearn);
        gradients.resize(6); // a GRU has no cells
        return gradients;
    }
};

Tensor zeroState(const Tensor& rows, const Weights& weights) {
    return torch::zeros({rows.size(0), weights.hidden.size(1)}, rows.options());
}

} // namespace

PassOutput lstmPass(const Tensor& rows, const Weights& weights, const Tensor& hidden,
                    const Tensor& cells) {
    const auto zero = hidden.defined() && cells.defined() ? Tensor() : zeroState(rows, weights);
    const auto outputs = Lstm::apply(rows, weights.in, weights.hidden, weights.biasIn,
                                     weights.biasHidden, hidden.defined() ? hidden : zero,
                                     cells.defined() ? cells : zero, !hidden.defined());
    return {outputs[0], outputs[1], outputs[2]};
}

PassOutput gruPass(const Tensor& rows, const Weights& weights, const Tensor& hidden) {
    const auto outputs =
        Gru::apply(rows, weights.in, weights.hidden, weights.biasIn, weights.biasHidden,
                   hidden.defined() ? hidden : zeroState(rows, weights));
    return {outputs[0], outputs[1], {}};
}

} // namespace contrafact::models::nn
