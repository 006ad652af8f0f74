// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/lstm.h"

namespace contrafact::models::nn {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// The gates of one time step [B, 4H] in torch's order; views.
struct Gates {
    Tensor in, forget, cell, out; ///< [B, H] each
    Tensor inForget;              ///< [B, 2H]

    Gates(const Tensor& all, std::int64_t width)
        : in(all.narrow(1, 0, width))
        , forget(all.narrow(1, width, width))
        , cell(all.narrow(1, 2 * width, width))
        , out(all.narrow(1, 3 * width, width))
        , inForget(all.narrow(1, 0, 2 * width)) {}
};

/// All that happens over time, kept for the way back. Time comes first, so that a step is one
/// block.
struct Course {
    Tensor rows;   ///< [L, B, F]
    Tensor gates;  ///< [L, B, 4H], after their nonlinearities
    Tensor hidden; ///< [L + 1, B, H], from the zero state on
    Tensor cells;  ///< [L + 1, B, H]
    Tensor bent;   ///< [L, B, H]: tanh of the cells
};

Course run(const Tensor& rows, const Tensor& weightIn, const Tensor& weightHidden,
           const Tensor& bias) {
    const auto length = rows.size(1), batch = rows.size(0), width = weightHidden.size(1);
    Course course;
    course.rows = rows.transpose(0, 1).contiguous();
    course.gates = torch::addmm(bias, course.rows.view({length * batch, -1}), weightIn.t())
                       .view({length, batch, 4 * width});
    course.hidden = torch::empty({length + 1, batch, width}, rows.options());
    course.cells = torch::empty({length + 1, batch, width}, rows.options());
    course.bent = torch::empty({length, batch, width}, rows.options());
    course.hidden[0].zero_();
    course.cells[0].zero_();
    const auto hiddenWeights = weightHidden.t();
    for (std::int64_t t = 0; t < length; ++t) {
        auto all = course.gates[t];
        if (t > 0) all.addmm_(course.hidden[t], hiddenWeights);
        Gates gate(all, width);
        gate.inForget.sigmoid_();
        gate.cell.tanh_();
        gate.out.sigmoid_();
        auto cells = course.cells[t + 1], bent = course.bent[t], hidden = course.hidden[t + 1];
        torch::mul_out(cells, gate.forget, course.cells[t]).addcmul_(gate.in, gate.cell);
        torch::tanh_out(bent, cells);
        torch::mul_out(hidden, gate.out, bent);
    }
    return course;
}

/// The loss' gradient at the gates before their nonlinearities, [L, B, 4H].
/// @param outputs that at the layer's outputs [B, L, H]
Tensor gateGradients(const Course& course, const Tensor& weightHidden, const Tensor& outputs) {
    const auto width = weightHidden.size(1);
    auto all = torch::empty_like(course.gates);
    auto hidden = torch::zeros_like(course.hidden[0]);
    auto cells = torch::zeros_like(hidden);
    for (std::int64_t t = course.gates.size(0) - 1; t >= 0; --t) {
        const Gates gate(course.gates[t], width);
        Gates gradient(all[t], width);
        hidden.add_(outputs.select(1, t));
        const auto bent = course.bent[t];
        torch::sigmoid_backward_out(gradient.out, hidden * bent, gate.out);
        cells.add_(torch::tanh_backward(hidden * gate.out, bent));
        torch::sigmoid_backward_out(gradient.in, cells * gate.cell, gate.in);
        torch::sigmoid_backward_out(gradient.forget, cells * course.cells[t], gate.forget);
        torch::tanh_backward_out(gradient.cell, cells * gate.in, gate.cell);
        cells.mul_(gate.forget);
        if (t > 0) torch::mm_out(hidden, all[t], weightHidden);
    }
    return all;
}

class Lstm : public torch::autograd::Function<Lstm> {
public:
    static Tensor forward(AutogradContext* context, const Tensor& rows, const Tensor& weightIn,
                          const Tensor& weightHidden, const Tensor& biasIn,
                          const Tensor& biasHidden) {
        const auto course = run(rows, weightIn, weightHidden, biasIn + biasHidden);
        context->save_for_backward({course.rows, course.gates, course.hidden, course.cells,
                                    course.bent, weightIn, weightHidden});
        context->saved_data["rows_learn"] = rows.requires_grad();
        const auto length = course.rows.size(0);
        return course.hidden.narrow(0, 1, length).transpose(0, 1);
    }

    static tensor_list backward(AutogradContext* context, tensor_list outputs) {
        const auto saved = context->get_saved_variables();
        const Course course{saved[0], saved[1], saved[2], saved[3], saved[4]};
        const auto &weightIn = saved[5], &weightHidden = saved[6];
        const auto length = course.rows.size(0), steps = length * course.rows.size(1);
        const auto all = gateGradients(course, weightHidden, outputs[0]).view({steps, -1});
        const auto rows = course.rows.view({steps, -1});
        const auto heard = course.hidden.narrow(0, 0, length).view({steps, -1});
        const auto bias = all.sum(0);
        Tensor atRows;
        if (context->saved_data["rows_learn"].toBool())
            atRows = all.mm(weightIn).view(course.rows.sizes()).transpose(0, 1);
        return {atRows, all.t().mm(rows), all.t().mm(heard), bias, bias.clone()};
    }
};

} // namespace

Tensor lstmOutputs(torch::nn::LSTM& layer, const Tensor& rows) {
    if (!rows.is_cpu()) return std::get<0>(layer(rows));
    const auto weights = layer->named_parameters();
    return Lstm::apply(rows, weights["weight_ih_l0"], weights["weight_hh_l0"],
                       weights["bias_ih_l0"], weights["bias_hh_l0"]);
}

} // namespace contrafact::models::nn
