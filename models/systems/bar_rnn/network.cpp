// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/network.h"

#include "models/nn/dropout.h"
#include "models/systems/bar_rnn/feature_numbers.h"

#include <torch/nn/functional/loss.h>

namespace contrafact::models::bar_rnn {

namespace {

using torch::Tensor;
namespace F = torch::nn::functional;

constexpr std::int64_t kHeadWidth = 64;
constexpr double kTableSd = 0.1; ///< of embeddings at first

torch::nn::EmbeddingBag sumTable(std::int64_t rows, std::int64_t width) {
    return torch::nn::EmbeddingBag(torch::nn::EmbeddingBagOptions(rows, width).mode(torch::kSum));
}

Tensor summedLoss(const Tensor& logits, const Tensor& wanted) {
    return F::cross_entropy(logits, wanted,
                            F::CrossEntropyFuncOptions().ignore_index(-1).reduction(torch::kSum));
}

} // namespace

NetworkOptions NetworkOptions::from(const Params& training) {
    return {.hidden = training.integer("hidden"),
            .embed = training.integer("embed"),
            .inputs = training.integer("inputs"),
            .given = training.integer("given"),
            .dropout = training.real("dropout")};
}

EventNetImpl::EventNetImpl(const NetworkOptions& o)
    : options(o) {
    tokens = register_module("tokens", torch::nn::Embedding(encoding::kTokens, o.embed));
    durations =
        register_module("durations", torch::nn::Embedding(encoding::kDurationClasses + 1, o.embed));
    velocities = register_module("velocities",
                                 torch::nn::Embedding(encoding::kVelocityClasses + 1, o.embed));
    features = register_module("features", sumTable(kFeatures, o.inputs));
    givenFeatures = register_module("given_features", sumTable(kGivenFeatures, o.given));
    back = register_module(
        "back", nn::Recurrent(nn::RecurrentOptions{.features = o.given, .width = o.given}));
    along =
        register_module("along", nn::Recurrent(nn::RecurrentOptions{
                                     .features = o.embed + o.inputs + o.given, .width = o.hidden}));
    out = register_module("out", torch::nn::Linear(o.hidden, o.embed));
    tokenBias = register_parameter("token_bias", torch::zeros({encoding::kTokens}));
    style = register_parameter("style", torch::zeros({o.inputs}));
    lengthOf = register_module("length_of", torch::nn::Linear(o.hidden, kHeadWidth));
    lengthToken =
        register_module("length_token", torch::nn::Embedding(encoding::kTokens, kHeadWidth));
    lengthOut =
        register_module("length_out", torch::nn::Linear(kHeadWidth, encoding::kDurationClasses));
    loudOf = register_module("loud_of", torch::nn::Linear(o.hidden, kHeadWidth));
    loudToken = register_module("loud_token", torch::nn::Embedding(encoding::kTokens, kHeadWidth));
    loudLength = register_module("loud_length",
                                 torch::nn::Embedding(encoding::kDurationClasses + 1, kHeadWidth));
    loudOut =
        register_module("loud_out", torch::nn::Linear(kHeadWidth, encoding::kVelocityClasses));
}

void EventNetImpl::initialise(at::Generator& generator) {
    const torch::NoGradGuard still;
    for (auto& named : named_parameters()) {
        auto& weight = named.value();
        if (weight.dim() < 2)
            weight.zero_();
        else if (named.key().find("out") == std::string::npos &&
                 named.key().find("_of") == std::string::npos)
            weight.normal_(0, kTableSd, generator);
        else {
            const double bound = 1 / std::sqrt(static_cast<double>(weight.size(1)));
            weight.uniform_(-bound, bound, generator);
        }
    }
    back->initialiseAsKeras(generator);
    along->initialiseAsKeras(generator);
}

Tensor EventNetImpl::givenStates(const EventBatch& batch) {
    const auto rows = batch.given.size(0), notes = batch.given.size(1);
    const auto none = torch::zeros({rows, 1, options.given}, tokens->weight.options());
    if (notes == 0) return none.expand({rows, batch.token.size(1), options.given});
    const auto read =
        givenFeatures(batch.given.view({rows * notes, kGivenPerNote})).view({rows, notes, -1});
    const auto states = torch::cat({none, back(read).rows}, 1);
    const auto index = batch.ahead.unsqueeze(2).expand({-1, -1, options.given});
    return states.gather(1, index);
}

Tensor EventNetImpl::rows(const EventBatch& batch) {
    const auto count = batch.token.size(0), length = batch.token.size(1);
    const auto told = (features(batch.features, batch.offsets) + style).view({count, length, -1});
    const auto last = tokens(batch.token) + durations(batch.duration) + velocities(batch.velocity);
    return torch::cat({last, told, givenStates(batch)}, 2);
}

Tensor EventNetImpl::forward(const EventBatch& batch, nn::RecurrentState& state,
                             std::uint64_t dropoutSeed) {
    const auto read =
        nn::dropout(rows(batch), is_training() ? options.dropout / 2 : 0, dropoutSeed);
    const auto output = along(read, state);
    state = {output.state.hidden.detach(), output.state.cells.detach()};
    return output.rows;
}

Tensor EventNetImpl::tokenLogits(const Tensor& hidden) {
    return torch::addmm(tokenBias, out(hidden), tokens->weight.t());
}

Tensor EventNetImpl::durationLogits(const Tensor& hidden, const Tensor& token) {
    return lengthOut(torch::tanh(lengthOf(hidden) + lengthToken(token)));
}

Tensor EventNetImpl::velocityLogits(const Tensor& hidden, const Tensor& token,
                                    const Tensor& duration) {
    return loudOut(torch::tanh(loudOf(hidden) + loudToken(token) + loudLength(duration)));
}

EventLosses EventNetImpl::losses(const Tensor& hidden, const EventBatch& batch,
                                 std::uint64_t dropoutSeed) {
    const auto flat = nn::dropout(hidden.reshape({-1, options.hidden}),
                                  is_training() ? options.dropout : 0, dropoutSeed);
    const auto token = batch.nextToken.view({-1}), duration = batch.nextDuration.view({-1}),
               velocity = batch.nextVelocity.view({-1});
    const auto notes = velocity.ge(0).nonzero().view({-1});
    const auto noteHidden = flat.index_select(0, notes);
    const auto noteToken = token.index_select(0, notes);
    const auto noteDuration = duration.index_select(0, notes);
    EventLosses losses;
    losses.events = token.ge(0).sum().item<std::int64_t>();
    losses.token = summedLoss(tokenLogits(flat), token);
    losses.duration = summedLoss(durationLogits(noteHidden, noteToken), noteDuration);
    losses.velocity = summedLoss(velocityLogits(noteHidden, noteToken, noteDuration + 1),
                                 velocity.index_select(0, notes));
    return losses;
}

} // namespace contrafact::models::bar_rnn
