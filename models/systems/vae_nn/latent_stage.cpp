// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/random.h"
#include "models/systems/vae_nn/stages.h"
#include "models/train/likelihood_stage.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::vae_nn {

namespace {

constexpr std::int64_t kValidationPairs = 2048;
constexpr double kMaxStretch = 3;   // beyond, a prediction is mostly noise
constexpr double kKeepSilent = 0.1; // of the windows in which a needed part is silent (Tham)

LatentNet& netOf(Model& model, int net) {
    return net == 0 ? model.nets.melody
                    : model.nets.conditionals[static_cast<std::size_t>(net - 1)];
}

/// Pairs on which the net may learn: all for the melody; for the others those in which piano and
/// the instrument sound, and a tenth of the rest.
torch::Tensor usablePairs(const LatentPairs& pairs, int net, std::uint64_t seed) {
    const auto count = pairs.now.size(0);
    if (net == 0 || count == 0) return torch::arange(count);
    const auto plays = [&](const torch::Tensor& rows, int family) {
        return pairs.plays.select(1, family).index_select(0, rows);
    };
    const auto all = plays(pairs.next, 0) & plays(pairs.now, net) & plays(pairs.next, net);
    auto generator = nn::generator(seed);
    const auto lucky = torch::rand({count}, generator) < kKeepSilent;
    return (all | lucky).nonzero().squeeze(1);
}

/// What a latent net adds to a likelihood stage.
class Pairs {
public:
    Pairs(const train::Context& context, Model& model, int net,
          std::shared_ptr<const LatentData> data, std::uint64_t seed);

    std::int64_t count() const { return m_usable.size(0); }
    LatentNet network() const { return m_network; }
    train::Loss loss(const train::Batch& batch);
    train::Validation validate();
    void measureSpread();

private:
    torch::Tensor input(const LatentPairs& pairs, const torch::Tensor& which) const;
    torch::Tensor target(const LatentPairs& pairs, const torch::Tensor& which) const;
    std::string curve(const char* prefix) const {
        return std::string(prefix) + "_" + Networks::familyId(static_cast<std::size_t>(m_net));
    }

    Model& m_model;
    int m_net;
    torch::Device m_device;
    std::shared_ptr<const LatentData> m_data;
    torch::Tensor m_usable;
    torch::Tensor m_held;
    LatentNet m_network;
};

Pairs::Pairs(const train::Context& context, Model& model, int net,
             std::shared_ptr<const LatentData> data, std::uint64_t seed)
    : m_model(model)
    , m_net(net)
    , m_device(context.device)
    , m_data(std::move(data))
    , m_usable(usablePairs(m_data->training, net, seed))
    , m_held(usablePairs(m_data->validation, net, seed))
    , m_network(nn::drawn(netOf(model, net), seed, context.device)) {
    if (m_held.size(0) > kValidationPairs) m_held = m_held.narrow(0, 0, kValidationPairs);
}

torch::Tensor Pairs::input(const LatentPairs& pairs, const torch::Tensor& which) const {
    const auto part = [&](const torch::Tensor& rows, int family) {
        const auto chosen = rows.index_select(0, which);
        return pairs.latents.select(1, family).index_select(0, chosen).to(m_device);
    };
    if (m_net == 0) return part(pairs.now, 0);
    return torch::cat({part(pairs.now, m_net), part(pairs.next, 0)}, 1); // [B, 2K]
}

torch::Tensor Pairs::target(const LatentPairs& pairs, const torch::Tensor& which) const {
    const auto chosen = pairs.next.index_select(0, which);
    return pairs.latents.select(1, m_net).index_select(0, chosen).to(m_device);
}

train::Loss Pairs::loss(const train::Batch& batch) {
    const auto rows = m_usable.index_select(0, batch.examples);
    const auto predicted = m_network->forward(input(m_data->training, rows), batch.draws.generator);
    const auto loss = torch::mse_loss(predicted, target(m_data->training, rows));
    return {loss, {{curve("mse"), loss}}};
}

train::Validation Pairs::validate() {
    if (m_held.size(0) == 0) return {};
    const auto predicted = m_network->forward(input(m_data->validation, m_held));
    const auto loss = torch::mse_loss(predicted, target(m_data->validation, m_held)).item<double>();
    return {{{curve("val_mse"), loss}}, loss};
}

/// How far predictions must be stretched to be as spread as real latents.
void Pairs::measureSpread() {
    if (m_usable.size(0) < 2) return;
    const torch::NoGradGuard still;
    const auto rows = m_usable.narrow(0, 0, std::min<std::int64_t>(m_usable.size(0), 20'000));
    const auto predicted = m_network->forward(input(m_data->training, rows)).cpu();
    const auto real = target(m_data->training, rows).cpu();
    const auto stretch = real.std(0) / predicted.std(0).clamp_min(1e-4);
    m_model.statistics.spreads[static_cast<std::size_t>(m_net)] = {predicted.mean(0),
                                                                   stretch.clamp(1.0, kMaxStretch)};
}

train::LikelihoodOptions optionsOf(const Params& params) {
    train::LikelihoodOptions options;
    options.order = train::Order::Drawn;
    options.batch = params.integer("net_batch");
    options.epochs = static_cast<double>(params.integer("net_epochs"));
    options.epochSteps = params.integer("net_epoch_steps");
    options.validateEvery = params.integer("validate_every");
    options.schedule = {.shape = nn::ScheduleShape::Exponential,
                        .rate = params.real("net_lr"),
                        .decay = params.real("net_lr_decay")};
    return options;
}

} // namespace

std::unique_ptr<train::Stage> makeLatentStage(const train::Context& context, Model& model, int net,
                                              std::shared_ptr<const LatentData> data,
                                              std::function<void()> finish) {
    const auto seed = nn::mix(context.seed, 100 + static_cast<std::uint64_t>(net));
    const auto pairs = std::make_shared<Pairs>(context, model, net, std::move(data), seed);
    auto lesson = train::likelihoodOf(pairs, pairs->network().ptr(), seed);
    lesson.finish = [pairs, finish] {
        pairs->measureSpread();
        if (finish) finish();
    };
    return train::makeLikelihoodStage(std::move(lesson), optionsOf(context.params));
}

} // namespace contrafact::models::vae_nn
