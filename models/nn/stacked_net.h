// SPDX-License-Identifier: GPL-3.0-or-later
// Recurrent layers one over the other and a dense layer that reads all of them. Also step by step,
// for composing.
#pragma once

#include "models/nn/dense_layer.h"
#include "models/nn/recurrent_stepper.h"

#include <span>
#include <vector>

namespace contrafact::models::nn {

struct StackedNetOptions {
    std::int64_t features = 1; ///< of a row
    std::int64_t hidden = 96;
    std::int64_t layers = 1;
    std::int64_t outputs = 1;
    double dropout = 0;
    Cell cell = Cell::Gru;
    bool kerasStart = false; ///< first weights as Keras draws them, not as torch does
};

enum class ReadOut {
    Every, ///< an output for each row
    Last   ///< for the last row only
};

class StackedNetImpl : public torch::nn::Module {
public:
    explicit StackedNetImpl(const StackedNetOptions& options);
    /// rows [B, L, features] -> [B, L or 1, outputs]; the state begins at zero.
    torch::Tensor forward(const torch::Tensor& rows, std::uint64_t dropoutSeed = 0,
                          ReadOut read = ReadOut::Every);
    void initialise(at::Generator& generator);

    std::vector<Recurrent> layers;
    torch::nn::Linear out{nullptr};

private:
    StackedNetOptions m_stack;
};
TORCH_MODULE(StackedNet);

/// One thread; copies have states of their own.
class StackedStepper {
public:
    /// Copies the weights as they are now.
    explicit StackedStepper(const StackedNetImpl& network);

    /// Outputs for one row more, [outputs]. The view is good until the next step. Values of 0 in
    /// the row cost nothing.
    std::span<const float> step(std::span<const float> row);
    void reset(); ///< the state to zero

    /// Of all layers, to go back to.
    using State = std::vector<RecurrentStepper::State>;
    State state() const;
    void setState(const State& state);

private:
    std::vector<RecurrentStepper> m_layers;
    DenseLayer m_out;
    std::vector<float> m_hidden; ///< [layers * hidden]
    std::vector<float> m_outputs;
};

} // namespace contrafact::models::nn
