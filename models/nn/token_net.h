// SPDX-License-Identifier: GPL-3.0-or-later
// Networks that read a sequence of tokens and predict the next: an embedding, recurrent layers, one
// dense layer that reads all of them. Also step by step, for composing.
#pragma once

#include "models/api/params.h"
#include "models/nn/stacked_net.h"

#include <torch/nn/modules/embedding.h>

#include <span>
#include <vector>

namespace contrafact::models::nn {

struct TokenNetOptions {
    std::int64_t vocabulary = 1;
    std::int64_t embedding = 96;
    std::int64_t hidden = 96;
    std::int64_t layers = 1;
    double dropout = 0;
    Cell cell = Cell::Gru;
    bool kerasStart = false; ///< first weights as Keras draws them, not as torch does

    /// By the keys of tokenNetSpecs() (api/sequence_specs.h).
    static TokenNetOptions from(const Params& training);
};

class TokenNetImpl : public StackedNetImpl {
public:
    explicit TokenNetImpl(const TokenNetOptions& options);
    /// tokens [B, L] int64 -> logits of the next [B, L, vocabulary]; the state begins at zero.
    torch::Tensor forward(const torch::Tensor& tokens, std::uint64_t dropoutSeed = 0);
    void initialise(at::Generator& generator);

    TokenNetOptions options;
    torch::nn::Embedding embedding{nullptr};
};
TORCH_MODULE(TokenNet);

/// One thread; copies have states of their own.
class TokenStepper {
public:
    /// Copies the weights as they are now.
    explicit TokenStepper(const TokenNetImpl& network);

    /// Logits of what follows `token`, [vocabulary]. The view is good until the next step.
    std::span<const float> step(int token);
    void reset() { m_stack.reset(); } ///< the state to zero

    /// Of all layers, to go back to.
    using State = StackedStepper::State;
    State state() const { return m_stack.state(); }
    void setState(const State& state) { m_stack.setState(state); }

private:
    std::size_t m_width;
    std::vector<float> m_embedding; ///< [vocabulary, width]
    StackedStepper m_stack;
};

} // namespace contrafact::models::nn
