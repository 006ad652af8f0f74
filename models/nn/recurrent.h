// SPDX-License-Identifier: GPL-3.0-or-later
// LSTM and GRU layers: several, in one or both directions, with a state that goes in and out.
// On the CPU each layer is one node of the graph with its own backward pass; torch builds some
// twenty nodes for every time step. torch's layers are taken on a GPU and where second derivatives
// are needed (a gradient penalty). Weights have torch's names, shapes and order of gates.
#pragma once

#include "models/nn/torch.h"

#include <cstdint>
#include <string>

namespace contrafact::models::nn {

enum class Cell { Lstm, Gru };

struct RecurrentOptions {
    std::int64_t features = 1; ///< of a row
    std::int64_t width = 1;    ///< H, of one direction's hidden state
    Cell cell = Cell::Lstm;
    std::int64_t layers = 1;
    bool bothDirections = false;
    double dropout = 0; ///< of what one layer gives to the next, while the module is training

    std::int64_t directions() const { return bothDirections ? 2 : 1; }
};

/// Of every layer and direction, in torch's order: [layers * directions, B, H] each.
struct RecurrentState {
    torch::Tensor hidden; ///< undefined: all zero
    torch::Tensor cells;  ///< of an LSTM; undefined: all zero
};

struct RecurrentOutput {
    torch::Tensor rows; ///< of the last layer, [B, L, directions * H]
    RecurrentState state;

    /// The hidden state at the end of each direction: [B, directions * H]. Where a sequence is
    /// summed up this is what counts; the last of `rows` has seen one step of the way back only.
    torch::Tensor last() const;
};

struct RecurrentCall {
    std::uint64_t dropoutSeed = 0;  ///< a function of (seed, stream, step); see nn/random.h
    bool secondDerivatives = false; ///< the gradient will be differentiated again
};

class RecurrentImpl : public torch::nn::Module {
public:
    /// Weights are drawn as torch draws them, from its global generator; see `initialise`.
    explicit RecurrentImpl(const RecurrentOptions& options);

    /// rows [B, L, features], float32. The same bits on every call on the CPU.
    RecurrentOutput forward(const torch::Tensor& rows, const RecurrentState& from = {},
                            const RecurrentCall& call = {});

    /// As torch does: all weights uniform within 1 / sqrt(H).
    void initialise(at::Generator& generator);
    /// As Keras does: kernels Glorot-uniform, recurrent kernels orthogonal, biases zero but an
    /// LSTM's forget gate, which starts open (1).
    void initialiseAsKeras(at::Generator& generator);

    const RecurrentOptions& options() const { return m_options; }

    /// One direction of one layer; gates lie in torch's order (LSTM: input, forget, cell, output;
    /// GRU: reset, update, new).
    struct Weights {
        torch::Tensor in;         ///< [gates * H, features]
        torch::Tensor hidden;     ///< [gates * H, H]
        torch::Tensor biasIn;     ///< [gates * H]
        torch::Tensor biasHidden; ///< [gates * H]
    };
    Weights weights(std::int64_t layer, std::int64_t direction = 0) const;
    /// What is read in place of the first layer's biasIn from now on, with its graph; the
    /// parameter itself stays. For numbers that are learned beside a network.
    void replaceInputBias(const torch::Tensor& bias) { m_weights.front().biasIn = bias; }

private:
    void flattenForGpu(std::int64_t layer, const torch::Device& device);
    RecurrentOutput torchLayer(std::int64_t layer, const torch::Tensor& rows,
                               const RecurrentState& from, bool secondDerivatives);
    RecurrentOutput ownLayer(std::int64_t layer, const torch::Tensor& rows,
                             const RecurrentState& from) const;

    RecurrentOptions m_options;
    std::vector<Weights> m_weights;      ///< [layers * directions]
    std::vector<torch::Device> m_flatOn; ///< by layer: where its weights lie in one piece
};
TORCH_MODULE(Recurrent);

} // namespace contrafact::models::nn
