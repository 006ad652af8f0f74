// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/nn/adam.h"
#include "models/nn/random.h"
#include "models/systems/vae_nn/stages.h"

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

class LatentStage : public train::Stage {
public:
    LatentStage(const train::Context& context, Model& model, int net,
                std::shared_ptr<const LatentData> data);

    std::int64_t plannedSteps() const override {
        return m_epochSteps * m_params.integer("net_epochs");
    }
    int samplesPerStep() const override { return static_cast<int>(m_batch); }
    std::int64_t validateEvery() const override { return m_params.integer("validate_every"); }
    train::Values step(std::int64_t step, double progress) override;
    train::Values validate() override;
    void finish() override;
    void save(const std::string& prefix, TensorFile& file) const override {
        m_adam.save(prefix, file);
    }
    void load(const std::string& prefix, const TensorFile& file) override {
        m_adam.load(prefix, file);
    }

private:
    torch::Tensor input(const LatentPairs& pairs, const torch::Tensor& which) const;
    torch::Tensor target(const LatentPairs& pairs, const torch::Tensor& which) const;
    std::string curve(const std::string& prefix) const {
        return prefix + "_" + Networks::familyId(static_cast<std::size_t>(m_net));
    }

    const Params& m_params;
    Model& m_model;
    int m_net;
    std::uint64_t m_seed;
    torch::Device m_device;
    std::shared_ptr<const LatentData> m_data;
    torch::Tensor m_usable;
    torch::Tensor m_unseen;
    std::int64_t m_batch;
    std::int64_t m_epochSteps = 0;
    LatentNet m_network;
    nn::Adam m_adam;
};

LatentNet drawn(LatentNet network, std::uint64_t seed, const torch::Device& device) {
    auto generator = nn::generator(seed);
    network->to(torch::kCPU);
    network->initialise(generator);
    network->to(device);
    return network;
}

LatentStage::LatentStage(const train::Context& context, Model& model, int net,
                         std::shared_ptr<const LatentData> data)
    : m_params(context.params)
    , m_model(model)
    , m_net(net)
    , m_seed(nn::mix(context.seed, 100 + static_cast<std::uint64_t>(net)))
    , m_device(context.device)
    , m_data(std::move(data))
    , m_usable(usablePairs(m_data->training, net, m_seed))
    , m_unseen(usablePairs(m_data->validation, net, m_seed))
    , m_batch(m_params.integer("net_batch"))
    , m_network(drawn(netOf(model, net), m_seed, context.device))
    , m_adam(*m_network, {}) {
    if (m_usable.size(0) > 0) m_epochSteps = std::max<std::int64_t>(1, m_usable.size(0) / m_batch);
    if (m_unseen.size(0) > kValidationPairs) m_unseen = m_unseen.narrow(0, 0, kValidationPairs);
}

torch::Tensor LatentStage::input(const LatentPairs& pairs, const torch::Tensor& which) const {
    const auto part = [&](const torch::Tensor& rows, int family) {
        const auto chosen = rows.index_select(0, which);
        return pairs.latents.select(1, family).index_select(0, chosen).to(m_device);
    };
    if (m_net == 0) return part(pairs.now, 0);
    return torch::cat({part(pairs.now, m_net), part(pairs.next, 0)}, 1); // [B, 2K]
}

torch::Tensor LatentStage::target(const LatentPairs& pairs, const torch::Tensor& which) const {
    const auto chosen = pairs.next.index_select(0, which);
    return pairs.latents.select(1, m_net).index_select(0, chosen).to(m_device);
}

train::Values LatentStage::step(std::int64_t step, double progress) {
    auto generator = nn::generator(nn::mix(m_seed, static_cast<std::uint64_t>(step) + 1));
    const auto picks = torch::randint(m_usable.size(0), {m_batch}, generator,
                                      torch::TensorOptions().dtype(torch::kInt64));
    const auto rows = m_usable.index_select(0, picks);
    const auto predicted = m_network->forward(input(m_data->training, rows), generator);
    const auto loss = torch::mse_loss(predicted, target(m_data->training, rows));
    const double epochs = progress * static_cast<double>(m_params.integer("net_epochs"));
    const double rate =
        m_params.real("net_lr") * std::pow(m_params.real("net_lr_decay"), std::floor(epochs));
    const double value = m_adam.descend(loss, rate);
    return {{curve("mse"), value}, {"lr", rate}};
}

train::Values LatentStage::validate() {
    if (m_unseen.size(0) == 0) return {};
    const torch::NoGradGuard still;
    const auto predicted = m_network->forward(input(m_data->validation, m_unseen));
    const auto loss = torch::mse_loss(predicted, target(m_data->validation, m_unseen));
    return {{curve("val_mse"), loss.item<double>()}};
}

void LatentStage::finish() {
    if (m_usable.size(0) < 2) return;
    const torch::NoGradGuard still;
    const auto rows = m_usable.narrow(0, 0, std::min<std::int64_t>(m_usable.size(0), 20'000));
    const auto predicted = m_network->forward(input(m_data->training, rows)).cpu();
    const auto real = target(m_data->training, rows).cpu();
    const auto stretch = real.std(0) / predicted.std(0).clamp_min(1e-4);
    m_model.statistics.spreads[static_cast<std::size_t>(m_net)] = {predicted.mean(0),
                                                                   stretch.clamp(1.0, kMaxStretch)};
}

} // namespace

std::unique_ptr<train::Stage> makeLatentStage(const train::Context& context, Model& model, int net,
                                              std::shared_ptr<const LatentData> data) {
    return std::make_unique<LatentStage>(context, model, net, std::move(data));
}

} // namespace contrafact::models::vae_nn
