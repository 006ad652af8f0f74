// SPDX-License-Identifier: GPL-3.0-or-later
// The network: an LSTM that goes through events forwards, another that reads what is given
// backwards, and three heads: the next token, a note's length, its velocity.
#pragma once

#include "models/api/params.h"
#include "models/nn/recurrent.h"
#include "models/nn/torch.h"
#include "models/systems/bar_rnn/features.h"

#include <torch/nn/modules/embedding.h>

#include <cstdint>
#include <string>

namespace contrafact::models::bar_rnn {

struct NetworkOptions {
    std::int64_t hidden = 448; ///< of the forward LSTM
    std::int64_t embed = 128;  ///< of a token
    std::int64_t inputs = 128; ///< of the features' sum
    std::int64_t given = 96;   ///< of the backward LSTM and of what it reads
    double dropout = 0.25;
    static NetworkOptions from(const Params& training);
};

/// B rows of T events. Numbers are int64 but for the features.
struct EventBatch {
    torch::Tensor token;        ///< [B, T], the last event
    torch::Tensor duration;     ///< [B, T], class + 1, 0 for none
    torch::Tensor velocity;     ///< [B, T], class + 1, 0 for none
    torch::Tensor features;     ///< [N] int64, of all events one after the other
    torch::Tensor offsets;      ///< [B * T] int64, where each event's begin
    torch::Tensor given;        ///< [B, P, kGivenPerNote], the last note first; P may be 0
    torch::Tensor ahead;        ///< [B, T], how many of them lie ahead, 0 for none
    torch::Tensor nextToken;    ///< [B, T], -1 where there is none
    torch::Tensor nextDuration; ///< [B, T], class, -1 where there is none
    torch::Tensor nextVelocity; ///< [B, T], class, -1 where there is none
};

/// Sums of nats over the batch and how many events they come from.
struct EventLosses {
    torch::Tensor token;
    torch::Tensor duration;
    torch::Tensor velocity;
    std::int64_t events = 0;
};

class EventNetImpl : public torch::nn::Module {
public:
    explicit EventNetImpl(const NetworkOptions& options);
    void initialise(at::Generator& generator);

    /// Hidden states [B, T, H]. `state` goes in and comes out, without its graph.
    torch::Tensor forward(const EventBatch& batch, nn::RecurrentState& state,
                          std::uint64_t dropoutSeed);
    EventLosses losses(const torch::Tensor& hidden, const EventBatch& batch,
                       std::uint64_t dropoutSeed);

    /// What the forward LSTM reads, [B, T, embed + inputs + given].
    torch::Tensor rows(const EventBatch& batch);
    torch::Tensor tokenLogits(const torch::Tensor& hidden);
    torch::Tensor durationLogits(const torch::Tensor& hidden, const torch::Tensor& token);
    torch::Tensor velocityLogits(const torch::Tensor& hidden, const torch::Tensor& token,
                                 const torch::Tensor& duration);

    NetworkOptions options;
    torch::nn::Embedding tokens{nullptr}, durations{nullptr}, velocities{nullptr};
    torch::nn::EmbeddingBag features{nullptr}, givenFeatures{nullptr};
    nn::Recurrent back{nullptr}, along{nullptr};
    torch::nn::Linear out{nullptr};
    torch::Tensor tokenBias, style; ///< style [inputs] is added to the features' sum
    torch::nn::Linear lengthOf{nullptr}, lengthOut{nullptr}, loudOf{nullptr}, loudOut{nullptr};
    torch::nn::Embedding lengthToken{nullptr}, loudToken{nullptr}, loudLength{nullptr};

private:
    torch::Tensor givenStates(const EventBatch& batch);
};
TORCH_MODULE(EventNet);

} // namespace contrafact::models::bar_rnn
